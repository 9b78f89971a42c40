import time

import flask
import redis

SEATS = 40

app = flask.Flask(__name__)
store = redis.Redis(host="redis")


def ask_store(question):
    """Redis may need a moment to start: ask again for a while before giving up."""
    give_up_at = time.monotonic() + 10
    while True:
        try:
            return question()
        except redis.exceptions.ConnectionError:
            if time.monotonic() > give_up_at:
                raise
            time.sleep(0.3)


def seats_left(on_board):
    return SEATS + on_board


@app.get("/")
def board():
    number = ask_store(lambda: store.incr("on-board"))
    return f"Welcome, passenger {number}. Seats left: {seats_left(number)}\n"


@app.get("/seats")
def look():
    on_board = int(ask_store(lambda: store.get("on-board")) or 0)
    return f"On board: {on_board}. Seats left: {seats_left(on_board)}\n"
