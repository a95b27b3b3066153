"""Writes expressions and what CPython makes of them, for ExpressionTest.

    python3 expressions.py > expressions.txt    those that are judged where there is no CPython
    python3 expressions.py SEED COUNT           others
"""
import random
import sys

SEED, COUNT = (int(argument) for argument in sys.argv[1:3] or (7, 4000))
random.seed(SEED)

NUMBERS = ["0", "1", "2", "3", "7", "10", "-1", "-3", "2.5", "-0.5", "1e3", "0.1", "100", "True", "False",
           "9223372036854775807", "1e-7", "123456789.125", "(10 ** 20)", "(-2 ** 63)", "(10 ** 400)", "0.0", "1e300", "9.995",
           "9223372036854775808.0", "0x1F", "5e-324"]
TEXTS = ["''", "'a'", "'abc'", "'a,b,c'", '"x"', "'é'", "'It\\'s'", "'a\\nb'", "'  pad '", "'10'", "'A b C'"]
LISTS = ["[]", "[1]", "[1, 2, 3]", "['a', 'b']", "[3, 1, 2]", "(1, 2)", "['x', 'a', 'm']", "[1.5, 2]"]
TUPLES = ["()", "(1,)", "('a', 'b')", "(1, (2, 'x'))", "([1], 2)"]
DICTS = ["{}", "{'k': 1}", "{'a': 'b', 'c': [1]}", "{1: 'one', 2.5: 'x', True: 'yes'}", "{(1, 2): 'pair'}"]


def any_value():
    return random.choice(random.choice([NUMBERS, TEXTS, LISTS, DICTS, TUPLES]))


def number(depth):
    if depth <= 0:
        return random.choice(NUMBERS)
    kind = random.randrange(8)
    if kind < 4:
        return "(%s %s %s)" % (number(depth - 1), random.choice(["+", "-", "*", "/", "//", "%"]), number(depth - 1))
    if kind == 4:
        return "-%s" % number(depth - 1)
    if kind == 5:
        return "len(%s)" % random.choice([text(depth - 1), sequence(depth - 1)])
    if kind == 6:
        return "(%s if %s else %s)" % (number(depth - 1), truth(depth - 1), number(depth - 1))
    return random.choice(["abs(%s)", "int(%s)", "float(%s)", "round(%s)", "%s ** 2", "max(%s, 1)", "min(%s, 1)",
                          "sum([%s, 1])", "round(%s, 1)", "round(%s, -2)", "min([%s, 2, 0.5])", "bool(%s)", "int(str(%s))",
                          "float(' 2.5e3 ') + %s", "int(' -7 ') + %s", "float('x') + %s",
                          "int('2.5') + %s", "+%s", "abs(%s) ** 0.5", "2 ** (%s %% 50)"]) % number(depth - 1)


def text(depth):
    if depth <= 0:
        return random.choice(TEXTS)
    return random.choice([
        lambda: "(%s + %s)" % (text(depth - 1), text(depth - 1)),
        lambda: "%s.upper()" % text(depth - 1),
        lambda: "%s.strip()" % text(depth - 1),
        lambda: "%s.replace('a', 'zz')" % text(depth - 1),
        lambda: "%s[%d:%d]" % (text(depth - 1), random.randrange(-3, 4), random.randrange(-3, 4)),
        lambda: "%s[::-1]" % text(depth - 1),
        lambda: "%s * %d" % (text(depth - 1), random.randrange(-1, 4)),
        lambda: "str(%s)" % number(depth - 1),
        lambda: "','.join(%s.split(','))" % text(depth - 1),
        lambda: "%s[%d]" % (text(depth - 1), random.randrange(-2, 3)),
        lambda: "%s.%s()" % (text(depth - 1), random.choice(
            ["title", "capitalize", "swapcase", "lower", "casefold"])),
        lambda: "%s.%s(%d%s)" % (text(depth - 1), random.choice(["zfill", "ljust", "rjust"]), random.randrange(9), ""),
        lambda: "%s.%s(%s)" % (text(depth - 1), random.choice(["removeprefix", "removesuffix", "lstrip", "rstrip"]),
                               random.choice(["'a'", "'It'", "' '", "'abc'"])),
        lambda: "%s.replace(%s, '-', %d)" % (text(depth - 1), random.choice(["'a'", "'b'", "','"]), random.randrange(-1, 3)),
        lambda: "repr(%s)" % any_value(),
        lambda: "str(%s)" % any_value(),
        lambda: percent(depth),
        lambda: braces(depth),
    ])()


def percent(depth):
    kind = random.choice(["%s", "%10s", "%-5s|", "%.2s", "%r", "%d", "%5d", "%05d", "%+d", "%x", "%X", "%o", "%.2f", "%8.3f",
                          "%-8.1f|", "% d", "%c", "100%% %s", "%e", "%.3e", "%G", "%.2g", "%+g", "%010.1f", "%i", "% .0f"])
    value = random.choice([number(depth - 1), text(depth - 1), any_value()])
    return random.choice([
        lambda: "'%s' %% (%s,)" % (kind, value),
        lambda: "'<%s>' %% %s" % (kind, value),
        lambda: "'%s %s' %% (%s, %s)" % (kind, "%s", value, random.choice(TEXTS)),
        lambda: "'%(k)s' % {'k': " + value + "}",
    ])()


def braces(depth):
    kind = random.choice(["", ":5", ":>6", ":^7", ":*<6", ":d", ":05d", ":+d", ":,", ":,d", ":x", ":b", ":o", ":.2f", ":08.3f", ":,.1f",
                          ":.0%", ":s", ":.2", "!r", "!s", ":_^9", ": d", ":e", ":.3E", ":g", ":.4g", ":.1", ":,.7g", ":+.1e", ":010.2g", ":>12,.2f", ":,.0f"])
    value = random.choice([number(depth - 1), text(depth - 1), any_value()])
    return random.choice([
        lambda: "'{%s}'.format(%s)" % (kind, value),
        lambda: "'{0%s}{1}{{}}'.format(%s, 1)" % (kind, value),
        lambda: "'{} {}'.format(%s, %s)" % (value, random.choice(TEXTS)),
    ])()


def pair(depth):
    if depth <= 0:
        return random.choice(TUPLES)
    return random.choice([
        lambda: random.choice(TUPLES),
        lambda: "%s + %s" % (random.choice(TUPLES), random.choice(TUPLES + LISTS)),
        lambda: "%s[%d:]" % (random.choice(TUPLES), random.randrange(-2, 3)),
        lambda: "tuple(%s)" % sequence(depth - 1),
        lambda: "(%s, %s)" % (number(depth - 1), text(depth - 1)),
        lambda: "%s * %d" % (random.choice(TUPLES), random.randrange(-1, 3)),
        lambda: "%s.%s(%s)" % (text(depth - 1), random.choice(["partition", "rpartition"]), random.choice(["','", "'b'", "' '"])),
    ])()


def sequence(depth):
    if depth <= 0:
        return random.choice(LISTS)
    return random.choice([
        lambda: "%s.split(',')" % text(depth - 1),
        lambda: "%s.split()" % text(depth - 1),
        lambda: "sorted(%s)" % sequence(depth - 1),
        lambda: "[%s, %s]" % (number(depth - 1), text(depth - 1)),
        lambda: "%s[%d:]" % (sequence(depth - 1), random.randrange(-3, 4)),
        lambda: "%s[::%d]" % (sequence(depth - 1), random.choice([1, 2, -1, -2])),
        lambda: "list(range(%d, %d, %d))" % (random.randrange(5), random.randrange(9), random.choice([1, 2, -1])),
        lambda: "list(zip(%s, [1, 2]))" % sequence(depth - 1),
        lambda: "list(enumerate(%s))" % sequence(depth - 1),
        lambda: "list(enumerate(%s, %d))" % (sequence(depth - 1), random.randrange(-2, 3)),
        lambda: "%s * %d" % (random.choice(LISTS), random.randrange(-1, 3)),
        lambda: "%s[%s:%s:%s]" % (sequence(depth - 1), random.choice(["", "-1", "1", "10"]), random.choice(["", "0", "-9", "2"]),
                                  random.choice(["", "1", "-1", "0", "3"])),
        lambda: "%s + %s" % (sequence(depth - 1), random.choice(LISTS + TUPLES)),
        lambda: "list(%s.values())" % random.choice(DICTS),
        lambda: "sorted(%s)" % random.choice(DICTS + TEXTS),
        lambda: "list(%s)" % pair(depth - 1),
        lambda: "sorted(%s, reverse=True)" % pair(depth - 1),
        lambda: "list(reversed(%s))" % sequence(depth - 1),
        lambda: "list(%s.items())" % random.choice(DICTS),
        lambda: "list(%s.keys())" % random.choice(DICTS),
        lambda: "%s.%s(%s, %d)" % (text(depth - 1), random.choice(["split", "rsplit"]), random.choice(["','", "'b'", "None"]),
                                   random.randrange(-1, 3)),
        lambda: "%s.splitlines()" % text(depth - 1),
    ])()


def truth(depth):
    if depth <= 0:
        return any_value()
    return random.choice([
        lambda: "not %s" % truth(depth - 1),
        lambda: "(%s and %s)" % (truth(depth - 1), truth(depth - 1)),
        lambda: "(%s or %s)" % (truth(depth - 1), truth(depth - 1)),
        lambda: "%s %s %s" % (number(depth - 1), random.choice(["<", "<=", ">", ">=", "==", "!="]), number(depth - 1)),
        lambda: "%s < %s <= %s" % (number(depth - 1), number(depth - 1), number(depth - 1)),
        lambda: "%s == %s" % (any_value(), any_value()),
        lambda: "not %s == %s" % (any_value(), any_value()),
        lambda: "%s in %s" % (any_value(), random.choice(LISTS)),
        lambda: "%s in %s" % (random.choice(NUMBERS + TEXTS), random.choice(DICTS)),
        lambda: "%s not in %s" % (random.choice(TEXTS), text(depth - 1)),
        lambda: "%s is not None" % any_value(),
        lambda: "%s is None" % random.choice(["None", any_value()]),
        lambda: "%s %s %s %s %s" % (number(depth - 1), random.choice(["<", "==", "!="]), number(depth - 1),
                                    random.choice(["in", "not in", "<", ">="]), random.choice(LISTS + NUMBERS)),
        lambda: "%s or %s and not %s" % (truth(depth - 1), any_value(), truth(depth - 1)),
        lambda: "%s if %s else %s" % (any_value(), truth(depth - 1), truth(depth - 1)),
        lambda: "not %s in %s" % (random.choice(TEXTS), random.choice(LISTS)),
        lambda: "-%s ** 2 == %s" % (random.choice(NUMBERS), number(depth - 1)),
        lambda: "%s.startswith(%s)" % (text(depth - 1), text(depth - 1)),
        lambda: "bool(%s)" % any_value(),
        lambda: "%s(%s)" % (random.choice(["any", "all"]), sequence(depth - 1)),
        lambda: "%s.%s()" % (text(depth - 1), random.choice(
            ["isdigit", "isalpha", "isalnum", "isupper", "islower", "isspace"])),
        lambda: "%s %s %s" % (pair(depth - 1), random.choice(["==", "!=", "<", ">=", "in"]), pair(depth - 1)),
        lambda: "%s.%s(%s)" % (text(depth - 1), random.choice(["find", "rfind", "count", "index", "endswith"]),
                               random.choice(["'a'", "''", "'b'", "','"])),
        lambda: "%s.%s(%s)" % (sequence(depth - 1), random.choice(["count", "index"]), any_value()),
        lambda: "%s[%s]" % (random.choice(DICTS), any_value()),
        lambda: "%s == %s" % (random.choice(DICTS), random.choice(DICTS)),
        lambda: "%s.get('k', %s)" % (random.choice(DICTS), any_value()),
    ])()


seen = set()
while len(seen) < COUNT:
    depth = random.randrange(1, 4)
    expression = random.choice([number, text, sequence, truth, pair])(depth)
    if expression in seen or len(expression) > 200:
        continue
    seen.add(expression)
    try:
        result = str(eval(expression))
    except Exception as problem:
        result = "!" + type(problem).__name__
    # One line each, no complex numbers, and nothing that SQL can't hold.
    if "\t" not in result and "\0" not in result and len(result) < 400 and "\n" not in result and "j" not in result[-2:]:
        print("%s\t%s" % (expression, result))
