"""The noticeboard of a small harbour: one page of plain text."""

import os

import flask

NOTICES = [
    "Crane at berth 3 is out of order until Friday.",
    "Fuel dock opens at 07:00.",
]

app = flask.Flask(__name__)


@app.get("/")
def board():
    title = os.environ.get("BOARD_TITLE", "Noticeboard")
    return "\n".join([title, *NOTICES, ""]), {"Content-Type": "text/plain"}
