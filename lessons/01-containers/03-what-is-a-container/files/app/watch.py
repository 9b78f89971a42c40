"""Which watch is on duty? Needs Python 3.10 or newer: older ones do not know `match`."""
import platform
import sys


def watch(hour):
    match hour // 4:
        case 0:
            return "middle watch"
        case 1:
            return "morning watch"
        case 2:
            return "forenoon watch"
        case 3:
            return "afternoon watch"
        case 4:
            return "dog watches"
        case _:
            return "first watch"


hour = int(sys.argv[1]) if len(sys.argv) > 1 else 9
print(f"{hour:02}:00 is the {watch(hour)}, says Python {platform.python_version()}.")
