package io.penstock.template;

import io.penstock.parameter.Numbers;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Python's arithmetic: whole numbers of any size, floats, decimals; booleans count as 0 and 1.
 * Source: Python's reference, "Binary arithmetic operations".
 */
final class PythonNumbers {
    /** Whole numbers beyond this are of no use in SQL and only cost time. */
    private static final int MAX_BITS = 4096;

    private static final int MAX_DIGITS = 100;
    private static final int HEX = 16;

    /** Whole numbers up to here are floats without rounding. */
    private static final int EXACT_BITS = 53;

    private static final MathContext QUOTIENT = new MathContext(60, RoundingMode.HALF_EVEN);
    private static final int PLAIN_DIGITS = 16;
    private static final int PLAIN_ZEROS = -4;

    private PythonNumbers() {}

    /**
     * A number as it is written in an expression, without underscores.
     *
     * @throws NumberFormatException for anything else
     */
    static Object literal(String digits) {
        if (digits.length() > MAX_DIGITS) {
            throw new NumberFormatException("too long");
        }
        if (digits.startsWith("0x") || digits.startsWith("0X")) {
            return Numbers.shortest(new BigInteger(digits.substring(2), HEX));
        }
        if (digits.chars().allMatch(PythonNumbers::isDigit)) {
            return Numbers.shortest(new BigInteger(digits));
        }
        // Java would also read 1d and 0x1p3.
        if (!digits.chars().allMatch(c -> isDigit(c) || ".eE+-".indexOf(c) >= 0)) {
            throw new NumberFormatException(digits);
        }
        return Double.parseDouble(digits);
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /** One arithmetic operator on two numbers. */
    static Object apply(Operation operation, Object left, Object right) {
        Object a = number(left);
        Object b = number(right);
        if (a instanceof Double || b instanceof Double) {
            return floats(operation, toDouble(a), toDouble(b));
        }
        if (a instanceof BigDecimal || b instanceof BigDecimal) {
            return decimals(operation, decimal(a), decimal(b));
        }
        return wholes(operation, whole(a), whole(b));
    }

    private static Object wholes(Operation operation, BigInteger a, BigInteger b) {
        return switch (operation) {
            case ADD -> Numbers.shortest(a.add(b));
            case SUBTRACT -> Numbers.shortest(a.subtract(b));
            case MULTIPLY -> checked(a.multiply(b));
            case DIVIDE -> quotient(a, notZero(b));
            case FLOOR_DIVIDE -> Numbers.shortest(floorDivide(a, notZero(b)));
            case REMAINDER -> Numbers.shortest(a.subtract(floorDivide(a, notZero(b)).multiply(b)));
            case POWER -> power(a, b);
            default -> throw new IllegalArgumentException(operation.symbol());
        };
    }

    private static Object floats(Operation operation, double a, double b) {
        return switch (operation) {
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case DIVIDE -> a / notZero(b);
            case FLOOR_DIVIDE -> floatFloorDivide(a, notZero(b));
            case REMAINDER -> floatRemainder(a, notZero(b));
            case POWER -> floatPower(a, b);
            default -> throw new IllegalArgumentException(operation.symbol());
        };
    }

    private static double floatPower(double a, double b) {
        if (a == 0 && b < 0) {
            throw divisionByZero();
        }
        double power = Math.pow(a, b);
        boolean finite = Double.isFinite(a) && Double.isFinite(b);
        if (finite && !Double.isFinite(power)) {
            throw new EvaluationException(
                    Double.isNaN(power)
                            ? "A number below 0 has no such power"
                            : "The result of ** is too large");
        }
        return power;
    }

    /** Rounded once, however many digits there are. */
    private static double quotient(BigInteger a, BigInteger b) {
        if (a.bitLength() <= EXACT_BITS && b.bitLength() <= EXACT_BITS) {
            return a.doubleValue() / b.doubleValue();
        }
        BigDecimal size = new BigDecimal(a.abs()).divide(new BigDecimal(b.abs()), QUOTIENT);
        double quotient = finite(size.doubleValue());
        return a.signum() < 0 == b.signum() < 0 ? quotient : -quotient;
    }

    private static double finite(double number) {
        if (Double.isInfinite(number)) {
            throw new EvaluationException("The number is too large for a float");
        }
        return number;
    }

    /** The remainder has the sign of the divisor. */
    private static double floatRemainder(double a, double b) {
        double remainder = a % b;
        if (remainder == 0) {
            return Math.copySign(0.0, b);
        }
        return (remainder < 0) != (b < 0) ? remainder + b : remainder;
    }

    /** Through the remainder, because the quotient itself may be rounded up to the next number. */
    private static double floatFloorDivide(double a, double b) {
        double remainder = a % b;
        double quotient = (a - remainder) / b;
        if (remainder != 0 && (remainder < 0) != (b < 0)) {
            quotient -= 1;
        }
        return quotient == 0 ? Math.copySign(0.0, a / b) : Math.rint(quotient);
    }

    private static Object decimals(Operation operation, BigDecimal a, BigDecimal b) {
        return switch (operation) {
            case ADD -> a.add(b);
            case SUBTRACT -> a.subtract(b);
            case MULTIPLY -> a.multiply(b);
            case DIVIDE -> a.divide(notZero(b), MathContext.DECIMAL128);
            case FLOOR_DIVIDE -> a.divide(notZero(b), 0, RoundingMode.FLOOR);
            case REMAINDER -> a.subtract(a.divide(notZero(b), 0, RoundingMode.FLOOR).multiply(b));
            case POWER -> Math.pow(a.doubleValue(), b.doubleValue());
            default -> throw new IllegalArgumentException(operation.symbol());
        };
    }

    private static Object power(BigInteger a, BigInteger b) {
        if (b.signum() < 0) {
            return floatPower(notZero(a).doubleValue(), b.doubleValue());
        }
        BigInteger bits = b.multiply(BigInteger.valueOf(a.bitLength()));
        if (a.abs().bitLength() > 1 && bits.compareTo(BigInteger.valueOf(MAX_BITS)) > 0) {
            throw new EvaluationException("The result of ** is too large");
        }
        // 0, 1 and -1 stay small whatever the exponent, which may itself be huge.
        int exponent = a.abs().bitLength() > 1 ? b.intValueExact() : b.testBit(0) ? 1 : 2;
        return Numbers.shortest(b.signum() == 0 ? BigInteger.ONE : a.pow(exponent));
    }

    private static BigInteger floorDivide(BigInteger a, BigInteger b) {
        BigInteger[] parts = a.divideAndRemainder(b);
        boolean below = parts[1].signum() != 0 && parts[1].signum() != b.signum();
        return below ? parts[0].subtract(BigInteger.ONE) : parts[0];
    }

    private static Object checked(BigInteger number) {
        if (number.bitLength() > MAX_BITS) {
            throw new EvaluationException("The result of * is too large");
        }
        return Numbers.shortest(number);
    }

    static Object negate(Object value) {
        return switch (number(value)) {
            case Double d -> -d;
            case BigDecimal d -> d.negate();
            case Object n -> Numbers.shortest(whole(n).negate());
        };
    }

    /** The same object for numbers that are equal; other values as they are. */
    static Object identity(Object plain) {
        return switch (plain) {
            case Double d when !Double.isFinite(d) -> d;
            case Boolean b -> b ? BigDecimal.ONE : BigDecimal.ZERO;
            case Number n -> decimal(n).stripTrailingZeros();
            default -> plain;
        };
    }

    static int compare(Object left, Object right) {
        Object a = number(left);
        Object b = number(right);
        boolean infinite =
                (a instanceof Double x && !Double.isFinite(x))
                        || (b instanceof Double y && !Double.isFinite(y));
        return infinite
                ? Double.compare(((Number) a).doubleValue(), ((Number) b).doubleValue())
                : decimal(a).compareTo(decimal(b));
    }

    /** {@code int(value)} of a number. */
    static Object truncate(Object value) {
        return switch (number(value)) {
            case Double d when !Double.isFinite(d) ->
                    throw new EvaluationException(text(d) + " is no whole number");
            case Double d -> Numbers.shortest(new BigDecimal(d).toBigInteger());
            case BigDecimal d -> Numbers.shortest(d.toBigInteger());
            case Object n -> n;
        };
    }

    /** Booleans as 0 and 1, other numbers as they are. */
    static Object number(Object value) {
        return switch (Python.plain(value)) {
            case Boolean b -> b ? 1L : 0L;
            case Number n -> n;
            case Absent absent -> throw Python.missing(absent);
            case Object other ->
                    throw new EvaluationException(
                            Python.describe(other)
                                    + " is not a number; Int32(..) or Float64(..) reads a"
                                    + " parameter as one");
        };
    }

    /** A whole number within Java's int, for indexes and counts. */
    static int index(Object value) {
        Object number = number(value);
        if (number instanceof Long n) {
            return (int) Math.max(Integer.MIN_VALUE + 1, Math.min(Integer.MAX_VALUE, n));
        }
        throw new EvaluationException(
                Python.describe(value) + " can't count or index; it must be a whole number");
    }

    static double toDouble(Object value) {
        Number number = (Number) number(value);
        return number instanceof BigInteger whole
                ? finite(whole.doubleValue())
                : number.doubleValue();
    }

    private static BigInteger whole(Object number) {
        return number instanceof Long n ? BigInteger.valueOf(n) : (BigInteger) number;
    }

    private static BigDecimal decimal(Object number) {
        return switch (number) {
            case BigDecimal d -> d;
            case Double d -> new BigDecimal(d);
            case Object n -> new BigDecimal(whole(n));
        };
    }

    /** As {@code repr} writes a float: the shortest digits that read back the same. */
    static String text(double number) {
        if (Double.isNaN(number)) {
            return "nan";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "inf" : "-inf";
        }
        if (number == 0) {
            return 1 / number < 0 ? "-0.0" : "0.0";
        }
        BigDecimal digits = shortest(number);
        int exponent = digits.precision() - digits.scale() - 1;
        if (exponent < PLAIN_ZEROS || exponent >= PLAIN_DIGITS) {
            return scientific(digits, exponent);
        }
        String plain = digits.toPlainString();
        return plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }

    /** Java writes two digits at least, also where one is enough. */
    private static BigDecimal shortest(double number) {
        BigDecimal digits = new BigDecimal(Double.toString(number)).stripTrailingZeros();
        BigDecimal single = digits.round(new MathContext(1, RoundingMode.HALF_EVEN));
        return single.doubleValue() == number ? single.stripTrailingZeros() : digits;
    }

    private static String scientific(BigDecimal digits, int exponent) {
        String mantissa = digits.movePointLeft(exponent).stripTrailingZeros().toPlainString();
        String size = Integer.toString(Math.abs(exponent));
        return mantissa + "e" + (exponent < 0 ? "-" : "+") + (size.length() < 2 ? "0" : "") + size;
    }

    private static BigInteger notZero(BigInteger divisor) {
        if (divisor.signum() == 0) {
            throw divisionByZero();
        }
        return divisor;
    }

    private static BigDecimal notZero(BigDecimal divisor) {
        if (divisor.signum() == 0) {
            throw divisionByZero();
        }
        return divisor;
    }

    private static double notZero(double divisor) {
        if (divisor == 0) {
            throw divisionByZero();
        }
        return divisor;
    }

    private static EvaluationException divisionByZero() {
        return new EvaluationException("Division by zero");
    }
}
