"""What ties a vote to who gave it while it may still be changed: a token made with a key that is destroyed at closing.

Whoever has the key can make everybody's token, so a ballot with a token is not anonymous before its key is gone.
"""

import hashlib
import hmac
from random import Random

KEY_BYTES = 32


def fresh_key(random: Random) -> bytes:
    """A key for one poll or pulse, drawn by chance."""
    return random.randbytes(KEY_BYTES)


def token(key: bytes, member: int) -> str:
    """What stands for a member under a key: 64 characters that tell nothing without it."""
    return hmac.digest(key, str(member).encode(), hashlib.sha256).hex()
