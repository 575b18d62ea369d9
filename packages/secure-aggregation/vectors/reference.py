#!/usr/bin/env python3
"""A second implementation of one secure aggregation, written from docs/secure-aggregation.md alone.

It computes every value of the JSON files beside it from their inputs, with nothing but Python's standard library
(3.9 or later), and compares. Slow, not constant in time, and for checking only.

    python3 packages/secure-aggregation/vectors/reference.py [folder of the JSON files [names of some]]

prints one line a file and ends with an exit code of 0, or names the first values that differ and ends with 1.
"""

import hashlib
import hmac
import json
import math
import struct
import sys
import time
from fractions import Fraction
from pathlib import Path

# ---------------------------------------------------------------- bytes


def u16(value):
    return struct.pack("<H", value)


def u32(value):
    return struct.pack("<I", value)


def u64(value):
    return struct.pack("<Q", value)


def bitmap(positions, size):
    out = bytearray((size + 7) // 8)
    for position in positions:
        out[position >> 3] |= 1 << (position & 7)
    return bytes(out)


def labelled(label, *fields):
    return label.encode() + b"\0" + b"".join(fields)


def sha256(message):
    return hashlib.sha256(message).digest()


def hashed(label, *fields):
    return sha256(labelled(label, *fields))


def hkdf(secret, salt, info):
    """RFC 5869, one block of output."""
    pseudorandom = hmac.new(salt, secret, hashlib.sha256).digest()
    return hmac.new(pseudorandom, info + b"\1", hashlib.sha256).digest()


# ---------------------------------------------------------------- Curve25519

P = 2**255 - 19


def x25519(scalar, u):
    """RFC 7748, section 5: the Montgomery ladder."""
    k = bytearray(scalar)
    k[0] &= 248
    k[31] = (k[31] & 127) | 64
    k = int.from_bytes(k, "little")
    x1 = int.from_bytes(u, "little") & (2**255 - 1)
    x2, z2, x3, z3, swap = 1, 0, x1, 1, 0
    for t in range(254, -1, -1):
        bit = (k >> t) & 1
        if swap ^ bit:
            x2, x3, z2, z3 = x3, x2, z3, z2
        swap = bit
        a, b, c, d = x2 + z2, x2 - z2, x3 + z3, x3 - z3
        aa, bb, da, cb = a * a % P, b * b % P, d * a % P, c * b % P
        e = aa - bb
        x3 = (da + cb) ** 2 % P
        z3 = x1 * (da - cb) ** 2 % P
        x2 = aa * bb % P
        z2 = e * (aa + 121665 * e) % P
    if swap:
        x2, z2 = x3, z3
    return (x2 * pow(z2, P - 2, P) % P).to_bytes(32, "little")


BASE_U = (9).to_bytes(32, "little")

# ---------------------------------------------------------------- Ed25519

ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = 15112221349535400772501151409588531511454012693041857206046113283949847762202
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def point_add(p, q):
    """RFC 8032, section 5.1.4, in extended coordinates."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


POWERS = [BASE]
for _ in range(255):
    POWERS.append(point_add(POWERS[-1], POWERS[-1]))


def multiply_base(scalar):
    point = (0, 1, 1, 0)
    for bit, power in enumerate(POWERS):
        if (scalar >> bit) & 1:
            point = point_add(point, power)
    return point


def encode_point(point):
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | ((x & 1) << 255)).to_bytes(32, "little")


class Signer:
    """RFC 8032, section 5.1.5 and 5.1.6."""

    def __init__(self, seed):
        digest = hashlib.sha512(seed).digest()
        clamped = int.from_bytes(digest[:32], "little")
        self.scalar = (clamped & ((1 << 254) - 8)) | (1 << 254)
        self.prefix = digest[32:]
        self.public = encode_point(multiply_base(self.scalar))

    def sign(self, message):
        r = int.from_bytes(hashlib.sha512(self.prefix + message).digest(), "little") % ORDER
        point = encode_point(multiply_base(r))
        challenge = hashlib.sha512(point + self.public + message).digest()
        s = (r + int.from_bytes(challenge, "little") * self.scalar) % ORDER
        return point + s.to_bytes(32, "little")


# ---------------------------------------------------------------- AES-256 (FIPS 197), CTR and GCM


def gf_tables(modulus, order, generator):
    powers, logarithms, element = [0] * (2 * (order - 1)), [0] * order, 1
    for exponent in range(order - 1):
        powers[exponent] = powers[exponent + order - 1] = element
        logarithms[element] = exponent
        element = slow_product(element, generator, modulus, order)
    return powers, logarithms


def slow_product(a, b, modulus, order):
    result = 0
    while b:
        if b & 1:
            result ^= a
        a <<= 1
        if a & order:
            a ^= modulus
        b >>= 1
    return result


class Field:
    """GF(2^8) or GF(2^16): elements of `width` bytes, little-endian."""

    def __init__(self, name, width, modulus, generator):
        self.name, self.width, self.order = name, width, 1 << (8 * width)
        self.powers, self.logarithms = gf_tables(modulus, self.order, generator)

    def multiply(self, a, b):
        return self.powers[self.logarithms[a] + self.logarithms[b]] if a and b else 0

    def invert(self, a):
        return self.powers[self.order - 1 - self.logarithms[a]]


GF256 = Field("GF(2^8)", 1, 0x11B, 3)
GF65536 = Field("GF(2^16)", 2, 0x1100B, 2)


def make_sbox():
    box = []
    for byte in range(256):
        x = GF256.invert(byte) if byte else 0
        rotations = x ^ (x << 1) ^ (x << 2) ^ (x << 3) ^ (x << 4)
        box.append((rotations ^ (rotations >> 8) ^ 0x63) & 0xFF)
    return box


SBOX = make_sbox()
DOUBLE = [GF256.multiply(2, byte) for byte in range(256)]


class Aes256:
    def __init__(self, key):
        words = [list(key[4 * i : 4 * i + 4]) for i in range(8)]
        constant = 1
        for i in range(8, 60):
            word = list(words[i - 1])
            if i % 8 == 0:
                word = [SBOX[b] for b in word[1:] + word[:1]]
                word[0] ^= constant
                constant = DOUBLE[constant]
            elif i % 8 == 4:
                word = [SBOX[b] for b in word]
            words.append([a ^ b for a, b in zip(words[i - 8], word)])
        self.keys = [sum(words[4 * r : 4 * r + 4], []) for r in range(15)]

    def block(self, plain):
        state = [a ^ b for a, b in zip(plain, self.keys[0])]
        for r in range(1, 15):
            # SubBytes and ShiftRows: byte (row, column) comes from column + row.
            state = [SBOX[state[(i + 4 * (i % 4)) % 16]] for i in range(16)]
            if r < 14:
                mixed = []
                for c in range(0, 16, 4):
                    a = state[c : c + 4]
                    whole = a[0] ^ a[1] ^ a[2] ^ a[3]
                    mixed += [a[i] ^ whole ^ DOUBLE[a[i] ^ a[(i + 1) % 4]] for i in range(4)]
                state = mixed
            state = [a ^ b for a, b in zip(state, self.keys[r])]
        return bytes(state)


def keystream(key, length):
    """AES-256-CTR over zeros, from counter 0."""
    cipher = Aes256(key)
    blocks = (cipher.block(i.to_bytes(16, "big")) for i in range((length + 15) // 16))
    return b"".join(blocks)[:length]


def ghash_product(x, y):
    """NIST SP 800-38D, section 6.3: bit 0 is the leftmost."""
    z = 0
    for i in range(127, -1, -1):
        if (x >> i) & 1:
            z ^= y
        y = (y >> 1) ^ (0xE1 << 120 if y & 1 else 0)
    return z


def seal(key, plain):
    """AES-256-GCM, nonce of 12 zeros, no associated data."""
    cipher = Aes256(key)
    counter = lambda i: cipher.block(bytes(12) + i.to_bytes(4, "big"))
    stream = b"".join(counter(2 + i) for i in range((len(plain) + 15) // 16))
    sealed = bytes(a ^ b for a, b in zip(plain, stream))
    h = int.from_bytes(cipher.block(bytes(16)), "big")
    y = 0
    padded = sealed + bytes(-len(sealed) % 16) + bytes(8) + (8 * len(sealed)).to_bytes(8, "big")
    for i in range(0, len(padded), 16):
        y = ghash_product(y ^ int.from_bytes(padded[i : i + 16], "big"), h)
    return sealed + bytes(a ^ b for a, b in zip(y.to_bytes(16, "big"), counter(1)))


def unseal(key, sealed):
    """The plain text, or None."""
    plain = seal(key, sealed[:-16])[:-16]  # the stream is its own inverse
    return plain if seal(key, plain) == sealed else None


class Stream:
    """A key's AES-256-CTR stream, handed out from its front: what the vectors use for randomness."""

    def __init__(self, key):
        self.key, self.offset, self.known = key, 0, b""

    def take(self, count):
        self.offset += count
        if len(self.known) < self.offset:
            self.known = keystream(self.key, max(1024, 2 * self.offset))
        return self.known[self.offset - count : self.offset]


# ---------------------------------------------------------------- Shamir


def shares_through(field, secret, fixed, points):
    """Shares at the points, of the polynomials through the secret at 0 and the fixed shares (point: share)."""
    nodes = {0: secret, **fixed}
    width, shares = field.width, []
    for x in points:
        share = bytearray(len(secret))
        for node, values in nodes.items():
            # Lagrange's formula as it stands in the books, symbol by symbol.
            weight = 1
            for other in nodes:
                if other != node:
                    weight = field.multiply(weight, field.multiply(x ^ other, field.invert(node ^ other)))
            for i in range(0, len(secret), width):
                symbol = field.multiply(weight, int.from_bytes(values[i : i + width], "little"))
                share[i : i + width] = bytes(a ^ b for a, b in zip(share[i : i + width], symbol.to_bytes(width, "little")))
        shares.append(bytes(share))
    return shares


def lagrange(field, points):
    """Weights at 0."""
    weights = []
    for own in points:
        weight = 1
        for other in points:
            if other != own:
                weight = field.multiply(weight, field.multiply(other, field.invert(other ^ own)))
        weights.append(weight)
    return weights


def combine(field, points, shares):
    width, secret = field.width, [0] * (len(shares[0]) // field.width)
    for weight, share in zip(lagrange(field, points), shares):
        for i in range(len(secret)):
            secret[i] ^= field.multiply(weight, int.from_bytes(share[i * width : (i + 1) * width], "little"))
    return b"".join(symbol.to_bytes(width, "little") for symbol in secret)


# ---------------------------------------------------------------- policy and graph


def corrupt_owners(policy):
    return max(1, policy["rosterSize"] * policy["corruptPerTenThousand"] // 10_000)


def smallest_survivors(policy, size):
    return max(policy["minimumCohort"], -(-size * (10_000 - policy["dropoutPerTenThousand"]) // 10_000))


def complete_threshold(policy, size):
    return (size + corrupt_owners(policy)) // 2 + 1


def quantile(population, marked, draws, bound):
    """The smallest x with P[X > x] <= bound."""
    tail, everything = 0, math.comb(population, draws)
    for x in range(min(marked, draws), -1, -1):
        if Fraction(tail + math.comb(marked, x) * math.comb(population - marked, draws - x), everything) > bound:
            return x
        tail += math.comb(marked, x) * math.comb(population - marked, draws - x)
    return 0


def ring_parameters(policy, size):
    corrupt = min(corrupt_owners(policy), size - 1)
    gone = min(policy["dropoutPerTenThousand"] * size // 10_000, size - 1)
    for k in range(4, size - 1, 2):
        c = quantile(size - 1, corrupt, k, Fraction(1, size << 80))
        d = quantile(size - 1, gone, k, Fraction(1, size << 20))
        if k // 2 + c + 2 <= k + 1 - d:
            return {"degree": k, "threshold": k // 2 + c + 2, "corrupt": c, "dropouts": d}
    return None


def complete_holders(size):
    return [list(range(size)) for _ in range(size)]


def ring_holders(degree, offer, roster, identity_keys):
    seed = hashed("fa/ring/1", offer, roster)
    circle = sorted(range(len(identity_keys)), key=lambda i: hashed("fa/ring-place/1", seed, identity_keys[i]))
    holders = [[] for _ in circle]
    for place, position in enumerate(circle):
        steps = range(-degree // 2, degree // 2 + 1)
        holders[position] = sorted(circle[(place + step) % len(circle)] for step in steps)
    return holders


# ---------------------------------------------------------------- the tree of a round's roster


def tree_levels(leaves):
    levels = [leaves]
    while len(levels[-1]) > 1:
        below = levels[-1]
        pairs = [below[i : i + 2] for i in range(0, len(below), 2)]
        levels.append([hashed("fa/roster-node/1", *pair) if len(pair) == 2 else pair[0] for pair in pairs])
    return levels


def tree_path(levels, position):
    partners = []
    for level in levels:
        partners += level[position ^ 1 : (position ^ 1) + 1]
        position >>= 1
    return partners


# ---------------------------------------------------------------- lanes


class Lanes:
    """Vectors over Z/2^w as lists of residues."""

    def __init__(self, bits):
        self.bits, self.modulus = bits, 1 << bits

    def from_integers(self, integers):
        return [integer % self.modulus for integer in integers]

    def from_bytes(self, data):
        step = self.bits // 8
        return [int.from_bytes(data[i : i + step], "little") for i in range(0, len(data), step)]

    def to_bytes(self, lanes):
        return b"".join(lane.to_bytes(self.bits // 8, "little") for lane in lanes)

    def add(self, lanes, addend, sign=1):
        return [(a + sign * b) % self.modulus for a, b in zip(lanes, addend)]

    def centred(self, lanes):
        return [lane - self.modulus if lane >= self.modulus // 2 else lane for lane in lanes]


# ---------------------------------------------------------------- hashes, signatures, keys


def signed_shares(offer, roster, commitment, sealed):
    return labelled("sig/m3", offer, roster, hashed("fa/shares/1", commitment, sealed))


def signed_opening(offer, roster, survivors, slots):
    return labelled("sig/m9", offer, roster, survivors, hashed("fa/opened/1", slots))


def pair_key(agreed, salt, one, other):
    return hkdf(agreed, salt, labelled("fa/pair/1", u32(min(one, other)), u32(max(one, other))))


def self_key(seed, salt, owner):
    return hkdf(seed, salt, labelled("fa/self/1", u32(owner), u32(owner)))


def header(kind, number, owner):
    return b"fa" + bytes([1, kind]) + u64(number) + u32(owner)


# ---------------------------------------------------------------- one round


class Round:
    """Every value of a round, phase by phase. Owners are known by their position in the round's roster."""

    def __init__(self, inputs):
        self.inputs, self.number = inputs, inputs["round"]
        self.lanes = Lanes(inputs["laneBits"])
        self.signers = [Signer(bytes.fromhex(owner["identitySeed"])) for owner in inputs["owners"]]
        self.relay = Signer(bytes.fromhex(inputs["relayIdentitySeed"]))
        keys = [signer.public for signer in self.signers]
        version, count = u32(inputs["rosterVersion"]), u32(len(keys))
        self.values = {
            "identityKeys": keys,
            "relayKey": self.relay.public,
            "rosterRoot": hashed("fa/study-roster/1", version, count, *keys),
            "corruptOwners": corrupt_owners(inputs["policy"]),
        }
        self.offer()
        self.advertise()
        self.roster()
        self.share()
        self.deliver()
        self.mask()
        self.survive()
        self.confirm()
        self.open()
        self.result()

    def sends(self, index, messages):
        return self.inputs["owners"][index]["messagesBeforeLeaving"] >= messages

    def index(self, position):
        return self.present[position]

    def signed(self, index, preimage):
        return {"signed": preimage, "signature": self.signers[index].sign(preimage)}

    def neighbours(self, position):
        return [holder for holder in self.holders[position] if holder != position]

    def dealing(self, position):
        """The neighbours whose shares are agreed, and those that are sealed theirs: going around, the next t - 1 first."""
        holders = self.holders[position]
        own = holders.index(position)
        around = holders[own + 1 :] + holders[:own]
        return around[: self.threshold - 1], around[self.threshold - 1 :]

    def offer(self):
        inputs = self.inputs
        body = bytes([1, inputs["laneBits"], 0, 0]) + inputs["study"].encode() + u64(self.number)
        body += bytes.fromhex(inputs["modelHash"]) + bytes.fromhex(inputs["planHash"]) + self.values["rosterRoot"]
        body += u32(inputs["lanes"]) + b"".join(map(u32, inputs["deadlinesMs"]))
        body += u64(inputs["previousRound"]) + bytes.fromhex(inputs["previousTranscript"])
        self.d = hashed("fa/offer/1", body)
        signed = labelled("sig/offer", self.d)
        signature = self.relay.sign(signed)
        messages = [header(0, self.number, i) + body + signature for i in range(len(self.signers))]
        self.values["offer"] = {
            "body": body, "hash": self.d, "signed": signed, "signature": signature, "messages": messages,
        }

    def advertise(self):
        self.present = [i for i in range(len(self.signers)) if self.sends(i, 1)]
        self.drawn = []
        for index in self.present:
            random = Stream(bytes.fromhex(self.inputs["owners"][index]["randomKey"]))
            b, s, c, nonce = (random.take(32) for _ in range(4))
            mask_seed = hkdf(s, self.d, labelled("fa/mask-x25519/1"))
            channel_seed = hkdf(c, self.d, labelled("fa/share-x25519/1"))
            mask, channel = x25519(mask_seed, BASE_U), x25519(channel_seed, BASE_U)
            signed = self.signed(index, labelled("sig/m1", self.d, channel, mask, nonce))
            message = header(1, self.number, index) + self.d + channel + mask + nonce + signed["signature"]
            self.drawn.append({
                "index": index, "selfSeed": b, "maskSeed": s, "channelSeed": c, "nonce": nonce,
                "maskKeySeed": mask_seed, "maskKey": mask,
                "channelKeySeed": channel_seed, "channelKey": channel, **signed, "message": message,
            })
        self.values["advertisements"] = self.drawn

    def roster(self):
        keys = self.values["identityKeys"]
        records = [
            u32(own["index"]) + keys[own["index"]] + own["channelKey"] + own["maskKey"] + own["nonce"]
            for own in self.drawn
        ]
        self.size = len(records)
        levels = tree_levels([hashed("fa/roster-leaf/1", record) for record in records])
        root, paths = levels[-1][0], [tree_path(levels, position) for position in range(self.size)]
        present_bits = bitmap(self.present, len(keys))
        self.r = hashed("fa/roster/1", self.d, present_bits, root)
        graph = self.inputs["graph"]
        self.field = GF256 if self.size <= 255 else GF65536
        if graph["kind"] == "complete":
            self.threshold = complete_threshold(self.inputs["policy"], self.size)
            self.holders = complete_holders(self.size)
        else:
            self.threshold = graph["degree"] // 2 + graph["corrupt"] + 2
            present = [keys[index] for index in self.present]
            self.holders = ring_holders(graph["degree"], self.d, self.r, present)
        lines = [own["channelKey"] + own["maskKey"] + own["nonce"] + own["signature"] for own in self.drawn]
        messages = []
        for position, index in enumerate(self.present):
            around = b"".join(lines[other] for other in self.neighbours(position))
            messages.append(header(2, self.number, index) + present_bits + b"".join(paths[position]) + around)
        self.values["roster"] = {
            "root": root, "paths": paths, "hash": self.r, "threshold": self.threshold, "holders": self.holders,
            "messages": messages,
        }

    def share(self):
        self.dealt, self.values["shares"] = {}, []
        for position, index in enumerate(self.present):
            if not self.sends(index, 2):
                continue
            own, channels = self.drawn[position], []
            for other in self.neighbours(position):
                agreed = x25519(own["channelKeySeed"], self.drawn[other]["channelKey"])
                info = labelled("fa/share/1", u32(index), u32(self.index(other)))
                channels.append({"position": other, "agreed": agreed, "key": hkdf(agreed, self.d + self.r, info)})
            keys = {channel["position"]: channel["key"] for channel in channels}
            agreed_with, sealed_for = self.dealing(position)
            both = {other: keystream(keys[other], 64) for other in agreed_with}
            fixed = {other + 1: share for other, share in both.items()}
            others = [position, *sealed_for]
            points = [other + 1 for other in others]
            both.update(zip(others, shares_through(self.field, own["selfSeed"] + own["maskSeed"], fixed, points)))
            self.dealt[position] = {holder: both[holder] for holder in self.holders[position]}
            sealed_shares = [{"position": other, "sealed": seal(keys[other], both[other])} for other in sealed_for]
            commitment = hashed("fa/b/1", self.d, u32(index), own["selfSeed"])
            sealed = b"".join(share["sealed"] for share in sealed_shares)
            signed = self.signed(index, signed_shares(self.d, self.r, commitment, sealed))
            message = header(3, self.number, index) + self.r + commitment + sealed + signed["signature"]
            self.values["shares"].append({
                "position": position, "channels": channels,
                "dealt": [
                    {"holder": holder, "selfShare": share[:32], "maskShare": share[32:]}
                    for holder, share in self.dealt[position].items()
                ],
                "sealedShares": sealed_shares, "commitment": commitment, **signed, "message": message,
            })

    def deliver(self):
        self.u1 = sorted(self.dealt)
        self.u = hashed("fa/u1/1", self.d, self.r, bitmap(self.u1, self.size))
        sealed = {
            (dealer["position"], share["position"]): share["sealed"]
            for dealer in self.values["shares"]
            for share in dealer["sealedShares"]
        }
        self.received, messages = {}, []
        for position in self.u1:
            senders = [other for other in self.u1 if (other, position) in sealed]
            self.received[position] = {other: sealed[other, position] for other in senders}
            body = bitmap(self.u1, self.size) + b"".join(self.received[position].values())
            messages.append(header(4, self.number, self.index(position)) + body)
        self.values["sharers"] = {"positions": self.u1, "hash": self.u, "messages": messages}

    def mask(self):
        salt, length = self.d + self.r + self.u, self.inputs["lanes"] * self.lanes.bits // 8
        self.a, self.masked_sum, self.values["masked"] = [], [0] * self.inputs["lanes"], []
        for position in self.u1:
            index, own = self.index(position), self.drawn[position]
            if not self.sends(index, 3):
                continue
            self.a.append(position)
            integers = [int(text) for text in self.inputs["owners"][index]["integers"]]
            key = self_key(own["selfSeed"], salt, index)
            stream = keystream(key, length)
            y = self.lanes.add(self.lanes.from_integers(integers), self.lanes.from_bytes(stream))
            pairs = []
            for other in self.neighbours(position):
                if other not in self.u1:
                    continue
                agreed = x25519(own["maskKeySeed"], self.drawn[other]["maskKey"])
                pair = pair_key(agreed, salt, index, self.index(other))
                sign = 1 if index < self.index(other) else -1
                mask = keystream(pair, length)
                y = self.lanes.add(y, self.lanes.from_bytes(mask), sign)
                pairs.append({"position": other, "agreed": agreed, "key": pair, "sign": sign, "mask": mask})
            self.masked_sum = self.lanes.add(self.masked_sum, y)
            vector = self.lanes.to_bytes(y)
            digest = hashed("fa/y/1", self.d, self.u, u32(index), vector)
            signed = self.signed(index, labelled("sig/m5", self.d, self.r, self.u, digest))
            message = header(5, self.number, index) + self.u + digest + signed["signature"] + vector
            self.values["masked"].append({
                "position": position, "self": {"key": key, "mask": stream}, "pairs": pairs,
                "vector": vector, "vectorHash": digest, **signed, "message": message,
            })

    def survive(self):
        self.ah = hashed("fa/a/1", self.u, bitmap(self.a, self.size))
        words = {own["position"]: own["vectorHash"] + own["signature"] for own in self.values["masked"]}
        messages = []
        for position in self.a:
            body = bitmap(self.a, self.size)
            if self.inputs["graph"]["kind"] == "ring":
                body += b"".join(words[other] for other in self.neighbours(position) if other in self.a)
            messages.append(header(6, self.number, self.index(position)) + body)
        self.values["survivors"] = {"positions": self.a, "hash": self.ah, "messages": messages}

    def confirm(self):
        preimage = labelled("sig/m7", self.d, self.r, self.u, self.ah)
        self.values["confirmations"], self.values["quorums"], words = [], [], {}
        for position in self.a:
            index = self.index(position)
            if not self.sends(index, 4):
                continue
            signed = self.signed(index, preimage)
            words[position] = u16(position) + signed["signature"]
            message = header(7, self.number, index) + self.ah + signed["signature"]
            self.values["confirmations"].append({"position": position, **signed, "message": message})
        for position in words:
            lines = [words[other] for other in self.neighbours(position) if other in words]
            message = header(8, self.number, self.index(position)) + b"".join(lines[: self.threshold - 1])
            self.values["quorums"].append({"position": position, "message": message})
        self.confirmed = list(words)

    def kind(self, position):
        return 1 if position in self.a else 2 if position in self.u1 else 0

    def held_share(self, holder, owner):
        """The share that a holder opens: its own, what it agreed on, or what it was sent and can open."""
        if holder == owner:
            both = self.dealt[owner][owner]
        else:
            agreed = x25519(self.drawn[holder]["channelKeySeed"], self.drawn[owner]["channelKey"])
            info = labelled("fa/share/1", u32(self.index(owner)), u32(self.index(holder)))
            key = hkdf(agreed, self.d + self.r, info)
            is_agreed = holder in self.dealing(owner)[0]
            both = keystream(key, 64) if is_agreed else unseal(key, self.received[holder][owner])
        return both[:32] if self.kind(owner) == 1 else both[32:]

    def open(self):
        self.opened, self.values["openings"] = {}, []
        for position in self.confirmed:
            index, slots = self.index(position), b""
            if not self.sends(index, 5):
                continue
            for owner in self.holders[position]:
                kind = self.kind(owner)
                share = self.held_share(position, owner) if kind else bytes(32)
                slots += bytes([kind]) + share
                if kind:
                    self.opened.setdefault(owner, []).append((position + 1, share))
            signed = self.signed(index, signed_opening(self.d, self.r, self.ah, slots))
            message = header(9, self.number, index) + self.ah + slots + signed["signature"]
            self.values["openings"].append({"position": position, "slots": slots, **signed, "message": message})

    def result(self):
        """The relay's part: seeds from shares, masks from seeds, and the sum without them."""
        salt, length = self.d + self.r + self.u, self.inputs["lanes"] * self.lanes.bits // 8
        total, seeds = self.masked_sum, []
        for position in self.u1:
            index, kind = self.index(position), self.kind(position)
            points, shares = zip(*self.opened[position][-self.threshold :])
            seed = combine(self.field, points, shares)
            seeds.append({"position": position, "kind": kind, "seed": seed})
            if kind == 1:
                mask = keystream(self_key(seed, salt, index), length)
                total = self.lanes.add(total, self.lanes.from_bytes(mask), -1)
                continue
            key_seed = hkdf(seed, self.d, labelled("fa/mask-x25519/1"))
            for other in self.neighbours(position):
                if other not in self.a:
                    continue
                agreed = x25519(key_seed, self.drawn[other]["maskKey"])
                mask = keystream(pair_key(agreed, salt, index, self.index(other)), length)
                sign = -1 if self.index(other) < index else 1
                total = self.lanes.add(total, self.lanes.from_bytes(mask), sign)
        data = self.lanes.to_bytes(total)
        z = hashed("fa/z/1", self.d, self.ah, data)
        previous = bytes.fromhex(self.inputs["previousTranscript"])
        transcript = hashed("fa/transcript/1", previous, self.d, self.r, self.u, self.ah, z)
        signed = labelled("sig/result", transcript)
        signature = self.relay.sign(signed)
        body = z + bitmap(self.a, self.size) + transcript + signature
        self.values["opened"] = {
            "seeds": seeds, "maskedSum": self.lanes.to_bytes(self.masked_sum), "sum": data,
            "integers": [str(lane) for lane in self.lanes.centred(total)],
            "sumHash": z, "transcript": transcript, "signed": signed, "signature": signature,
            "messages": [header(10, self.number, self.index(p)) + body for p in self.a],
        }


# ---------------------------------------------------------------- labels

raw = bytes.fromhex
NUMBERS = {"index", "sender", "receiver", "owner", "version", "one", "other"}


def field_of(name, fields):
    if name == "positions":
        return bitmap(fields["positions"], fields["size"])
    if name == "keys":
        return u32(len(fields["keys"])) + b"".join(raw(key) for key in fields["keys"])
    return u32(fields[name]) if name in NUMBERS else raw(fields[name])


PREIMAGES = {
    "fa/offer/1": ["body"],
    "fa/roster-leaf/1": ["index", "identityKey", "channelKey", "maskKey", "nonce"],
    "fa/roster-node/1": ["left", "right"],
    "fa/roster/1": ["offer", "positions", "root"],
    "fa/u1/1": ["offer", "roster", "positions"],
    "fa/a/1": ["sharers", "positions"],
    "fa/y/1": ["offer", "sharers", "index", "lanes"],
    "fa/b/1": ["offer", "index", "seed"],
    "fa/shares/1": ["commitment", "sealed"],
    "fa/opened/1": ["slots"],
    "fa/z/1": ["offer", "survivors", "sum"],
    "fa/transcript/1": ["previous", "offer", "roster", "sharers", "survivors", "sum"],
    "fa/study-roster/1": ["version", "keys"],
    "sig/offer": ["offer"],
    "sig/m1": ["offer", "channelKey", "maskKey", "nonce"],
    "sig/m5": ["offer", "roster", "sharers", "vector"],
    "sig/m7": ["offer", "roster", "sharers", "survivors"],
    "sig/result": ["transcript"],
    "sig/policy": ["study"],
    "sig/roster": ["study", "root"],
}


def preimage_of(label, fields):
    get = lambda name: field_of(name, fields)
    if label == "sig/m3":
        return signed_shares(get("offer"), get("roster"), get("commitment"), get("sealed"))
    if label == "sig/m9":
        return signed_opening(get("offer"), get("roster"), get("survivors"), get("slots"))
    return labelled(label, *(get(name) for name in PREIMAGES[label]))


def label_row(row):
    preimage = preimage_of(row["label"], row["fields"])
    return {"preimage": preimage, "digest": sha256(preimage)}


def key_row(row):
    label, fields = row["label"], row["fields"]
    salt = b"".join(raw(fields[name]) for name in ("offer", "roster", "sharers") if name in fields)
    info = {
        "fa/share/1": lambda: u32(fields["sender"]) + u32(fields["receiver"]),
        "fa/pair/1": lambda: b"".join(map(u32, sorted((fields["one"], fields["other"])))),
        "fa/self/1": lambda: 2 * u32(fields["owner"]),
    }.get(label, lambda: b"")()
    info = labelled(label, info)
    return {"salt": salt, "info": info, "key": hkdf(raw(fields["secret"]), salt, info)}


def check_labels(given):
    encode = {"u16": u16, "u32": u32, "u64": u64}
    fields = {name: [{"bytes": encode[name](row["value"])} for row in given["fields"][name]] for name in encode}
    fields["sets"] = [{"bytes": bitmap(row["positions"], row["size"])} for row in given["fields"]["sets"]]
    return {
        "fields": fields,
        "hashes": [label_row(row) for row in given["hashes"]],
        "signatures": [label_row(row) for row in given["signatures"]],
        "keys": [key_row(row) for row in given["keys"]],
    }


# ---------------------------------------------------------------- sharing, parameters, encodings


def check_sharing(given):
    fields = []
    for field, rows in zip((GF256, GF65536), given["fields"]):
        splits = []
        for row in rows["splits"]:
            threshold, points = row["threshold"], row["points"]
            secret, random = raw(row["secret"]), Stream(raw(row["randomKey"]))
            drawn = [random.take(32) for _ in range(threshold - 1)]
            fixed = dict(zip(points, drawn))
            shares = drawn + shares_through(field, secret, fixed, points[threshold - 1 :])
            used = points[-threshold:]
            assert combine(field, used, shares[-threshold:]) == secret
            splits.append({"shares": shares, "weights": lagrange(field, used)})
        fields.append({
            "field": field.name,
            "products": [{"product": field.multiply(row["left"], row["right"])} for row in rows["products"]],
            "inverses": [{"inverse": field.invert(row["element"])} for row in rows["inverses"]],
            "splits": splits,
        })
    return {"fields": fields}


def check_parameters(given):
    complete, large = [], []
    for row in given["complete"]:
        policy, size = row["policy"], row["size"]
        complete.append({
            "corrupt": corrupt_owners(policy),
            "threshold": complete_threshold(policy, size),
            "survivors": smallest_survivors(policy, size),
        })
    for row in given["large"]:
        policy, size = row["policy"], row["size"]
        ring = ring_parameters(policy, size)
        fits = size > 255 and ring is not None and 10 * ring["degree"] <= 8 * (size - 1)
        large.append({
            "ring": ring,
            "chosen": "ring" if fits else "complete",
            "threshold": ring["threshold"] if fits else complete_threshold(policy, size),
            "survivors": smallest_survivors(policy, size),
        })
    return {"complete": complete, "large": large}


def largest(bits):
    return 2 ** (bits - 1) - 1


def value_bits(owners):
    return max(b for b in range(12, 33) if owners * largest(b) < 2**31)


def exponent_for(bound, bits):
    """The largest e with bound * 2^e within the bits, on exact numbers."""
    bound, exponent = Fraction(bound), -1100
    while bound * Fraction(2) ** (exponent + 1) <= largest(bits):
        exponent += 1
    return exponent


def quantise(values, coins, groups, exponents, bits):
    for lane, value in enumerate(values):
        if not math.isfinite(value):
            return {"code": "E_NOT_FINITE", "lane": lane}
    lanes = []
    for group, exponent in zip(groups, exponents):
        for _ in range(group["lanes"]):
            value, coin = values[len(lanes)], coins[len(lanes)]
            # Scaling by a power of two rounds nothing but numbers too small to matter to any coin.
            scaled = Fraction(math.ldexp(min(group["bound"], max(-group["bound"], value)), exponent))
            floor = math.floor(scaled)
            up = 1 if coin < (scaled - floor) * 2**32 else 0
            lanes.append(min(largest(bits), max(-largest(bits), floor + up)) % 2**32)
    return {"lanes": lanes}


def fixed_point(value):
    if not math.isfinite(value):
        return {"fixed": None}
    whole = math.trunc(value)
    fixed = whole * 2**32 + math.floor((Fraction(value) - whole) * 2**32 + Fraction(1, 2))
    return {"fixed": str(fixed), "back": float(Fraction(fixed, 2**32))}


def encode_integers(row):
    limit = 2**127 // row["owners"]
    lanes = Lanes(128)
    for lane, value in enumerate(map(int, row["values"])):
        if abs(value) >= limit:
            return {"code": "E_SA_CAPACITY", "lane": lane}
    return {"lanes": lanes.to_bytes(lanes.from_integers(map(int, row["values"])))}


def check_encodings(given):
    plans = []
    for row in given["plans"]:
        bits = value_bits(row["owners"])
        exponents = [exponent_for(group["bound"], bits) for group in row["groups"]]
        scales = [e for group, e in zip(row["groups"], exponents) for _ in range(group["lanes"])]
        signed = Lanes(32).centred(row["sum"])
        plans.append({
            "valueBits": bits,
            "exponents": exponents,
            "encodings": [
                quantise([float(v) for v in case["values"]], case["coins"], row["groups"], exponents, bits)
                for case in row["encodings"]
            ],
            "opened": [math.ldexp(lane, -exponent) for lane, exponent in zip(signed, scales)],
        })
    capacities = []
    for row in given["capacities"]:
        bits = value_bits(row["owners"])
        capacities.append({"valueBits": bits, "oneMore": row["owners"] * largest(bits + 1) < 2**31})
    return {
        "capacities": capacities,
        "plans": plans,
        "fixedPoint": [fixed_point(float(row["value"])) for row in given["fixedPoint"]],
        "integers": [encode_integers(row) for row in given["integers"]],
    }


def check_rounds(given):
    return {"rounds": [{"values": Round(row["inputs"]).values} for row in given["rounds"]]}


# ---------------------------------------------------------------- comparison

# A file's computation, and what it gives to compute from. All else in it must be computed, and be the same.
CHECKS = {
    "labels.json": (check_labels, {"label", "fields", "value", "positions", "size"}),
    "parameters.json": (check_parameters, {"policy", "size"}),
    "sharing.json": (check_sharing, {"secret", "randomKey", "threshold", "points", "left", "right", "element"}),
    "encodings.json": (check_encodings, {"owners", "groups", "values", "coins", "sum", "value"}),
    "round-3.json": (check_rounds, {"inputs"}),
    "round-5.json": (check_rounds, {"inputs"}),
    "round-12-ring.json": (check_rounds, {"inputs"}),
    "round-128.json": (check_rounds, {"inputs"}),
}


class Comparison:
    def __init__(self, given):
        self.given, self.equal, self.different = given, 0, []

    def compare(self, path, computed, stood):
        if isinstance(computed, dict) and isinstance(stood, dict):
            for name in computed.keys() | (stood.keys() - self.given):
                if name in computed and name in stood:
                    self.compare(f"{path}.{name}", computed[name], stood[name])
                else:
                    self.different.append(f"{path}.{name}: only {'computed' if name in computed else 'in the file'}")
        elif isinstance(computed, list) and isinstance(stood, list) and len(computed) == len(stood):
            for place, (one, other) in enumerate(zip(computed, stood)):
                self.compare(f"{path}[{place}]", one, other)
        else:
            shown = computed.hex() if isinstance(computed, bytes) else computed
            same = shown == stood and isinstance(shown, bool) == isinstance(stood, bool)
            self.equal += same
            if not same:
                self.different.append(f"{path}: computed {shown}, the file has {stood}")


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    total = 0
    names = sorted(path.name for path in folder.glob("*.json"))
    if names != sorted(CHECKS):
        sys.exit(f"the files here are {', '.join(names)}; this program knows {', '.join(sorted(CHECKS))}")
    failed = False
    for name in sys.argv[2:] or CHECKS:
        check, what_is_given = CHECKS[name]
        started, comparison = time.perf_counter(), Comparison(what_is_given)
        given = json.loads((folder / name).read_text(encoding="utf-8"))
        comparison.compare(name, check(given), given)
        for line in sorted(comparison.different)[:5]:
            print(line)
        failed = failed or bool(comparison.different)
        total += comparison.equal
        seconds = time.perf_counter() - started
        print(f"{name}: {comparison.equal} values agree, {len(comparison.different)} differ ({seconds:.1f} s)")
    print(f"{total} values agree")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
