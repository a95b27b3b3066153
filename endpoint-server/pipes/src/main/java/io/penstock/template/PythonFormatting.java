package io.penstock.template;

import com.google.common.base.Ascii;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code '%s' % x} and {@code '{}'.format(x)}. Source: Python's library reference, "printf-style
 * String Formatting" and "Format Specification Mini-Language".
 */
final class PythonFormatting {
    private static final Pattern PERCENT =
            Pattern.compile(
                    "%(?:\\(([^)]*)\\))?([-+ 0#]*)([0-9]{0,4})(?:\\.([0-9]{0,3}))?([A-Za-z%])|%");
    private static final Pattern SPECIFICATION =
            Pattern.compile(
                    "(?:(.)?([<>^]))?([-+ ])?(0)?([0-9]{0,4})(,)?(?:\\.([0-9]{1,3}))?([A-Za-z%])?");
    private static final int HEX = 16;
    private static final int OCTAL = 8;
    private static final int DEFAULT_DIGITS = 6;

    /** Of a float that is formatted without naming a conversion. */
    private static final char NONE = '\0';

    private PythonFormatting() {}

    /** The {@code %} operator. */
    static String percent(String format, Object given) {
        Object plain = Python.plain(given);
        List<?> arguments = plain instanceof Tuple tuple ? tuple : List.of(plain);
        StringBuilder text = new StringBuilder();
        Matcher matcher = PERCENT.matcher(format);
        int used = 0;
        while (matcher.find()) {
            String conversion = matcher.group(5);
            if (conversion == null) {
                throw new EvaluationException("A format ends in a % that nothing follows");
            }
            if (conversion.equals("%")) {
                matcher.appendReplacement(text, "%");
                continue;
            }
            Object value;
            if (matcher.group(1) != null) {
                value = Python.lookup(plain, matcher.group(1));
                used = arguments.size();
            } else if (used < arguments.size()) {
                value = arguments.get(used++);
            } else {
                throw new EvaluationException("The format wants more values than there are");
            }
            matcher.appendReplacement(
                    text, Matcher.quoteReplacement(percent(matcher, conversion.charAt(0), value)));
        }
        matcher.appendTail(text);
        if (used < arguments.size() && !(plain instanceof Map)) {
            throw new EvaluationException("The format wants fewer values than there are");
        }
        return checked(text.toString());
    }

    private static String percent(Matcher matcher, char conversion, Object value) {
        String flags = matcher.group(2);
        int width = number(matcher.group(3), 0);
        String precision = matcher.group(4);
        boolean left = flags.contains("-");
        String sign = flags.contains("+") ? "+" : flags.contains(" ") ? " " : "-";
        String body =
                switch (conversion) {
                    case 's' -> cut(Python.text(value), precision);
                    case 'r' -> cut(Python.quoted(value), precision);
                    case 'd', 'i', 'u' -> signed(whole(value), 10, sign);
                    case 'x' -> signed(integer(Python.plain(value)), HEX, sign);
                    case 'X' -> Ascii.toUpperCase(signed(integer(Python.plain(value)), HEX, sign));
                    case 'o' -> signed(integer(Python.plain(value)), OCTAL, sign);
                    case 'f', 'F' ->
                            fixed(
                                    value,
                                    number(precision, precision == null ? DEFAULT_DIGITS : 0),
                                    sign,
                                    false);
                    case 'e', 'E', 'g', 'G' ->
                            floating(
                                    value,
                                    conversion,
                                    number(precision, precision == null ? DEFAULT_DIGITS : 0),
                                    sign,
                                    false);
                    case 'c' -> character(value);
                    default -> throw unknown(conversion);
                };
        boolean numeric = "sarc".indexOf(conversion) < 0;
        if (numeric && flags.contains("0") && !left) {
            return zeroPadded(body, width);
        }
        return left ? padded(body, width, ' ', '<') : padded(body, width, ' ', '>');
    }

    /** The method {@code format} with arguments by place. */
    static String format(String format, List<Object> arguments) {
        StringBuilder text = new StringBuilder();
        int automatic = 0;
        boolean numbered = false;
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            boolean doubled = i + 1 < format.length() && format.charAt(i + 1) == c;
            if ((c == '{' || c == '}') && doubled) {
                text.append(c);
                i++;
            } else if (c == '{') {
                int end = format.indexOf('}', i);
                if (end < 0) {
                    throw new EvaluationException("A format has a { without }");
                }
                String field = format.substring(i + 1, end);
                boolean places = !field.isEmpty() && Character.isDigit(field.charAt(0));
                if (places ? automatic > 0 : numbered) {
                    throw new EvaluationException("A format numbers its places or does not");
                }
                text.append(field(field, automatic, arguments));
                numbered |= places;
                automatic += places ? 0 : 1;
                i = end;
            } else if (c == '}') {
                throw new EvaluationException("A format has a } without {");
            } else {
                text.append(c);
            }
        }
        return checked(text.toString());
    }

    private static String field(String field, int automatic, List<Object> arguments) {
        int colon = field.indexOf(':');
        String name = colon < 0 ? field : field.substring(0, colon);
        String specification = colon < 0 ? "" : field.substring(colon + 1);
        boolean repr = name.endsWith("!r");
        String place = repr || name.endsWith("!s") ? name.substring(0, name.length() - 2) : name;
        if (!place.matches("[0-9]{0,4}")) {
            throw new EvaluationException(
                    "A format's {%s} is not supported; write {} or {0}".formatted(place));
        }
        int index = place.isEmpty() ? automatic : Integer.parseInt(place);
        if (index >= arguments.size()) {
            throw new EvaluationException("The format wants more values than there are");
        }
        Object value = arguments.get(index);
        return specified(repr ? Python.quoted(value) : value, specification);
    }

    private static String specified(Object value, String specification) {
        Object plain = Python.plain(value);
        Matcher matcher = SPECIFICATION.matcher(specification);
        if (!matcher.matches()) {
            throw new EvaluationException("The format ':%s' is not known".formatted(specification));
        }
        if (specification.isEmpty()) {
            return Python.text(plain);
        }
        boolean numeric = Python.isNumber(plain);
        char conversion = matcher.group(8) == null ? conversion(plain) : matcher.group(8).charAt(0);
        String body = body(plain, conversion, matcher);
        int width = number(matcher.group(5), 0);
        if (matcher.group(4) != null && matcher.group(2) == null) {
            if (!numeric) {
                return padded(body, width, '0', '<');
            }
            return zeroPadded(body, width);
        }
        char fill = matcher.group(1) == null ? ' ' : matcher.group(1).charAt(0);
        char align = matcher.group(2) == null ? (numeric ? '>' : '<') : matcher.group(2).charAt(0);
        return padded(body, width, fill, align);
    }

    private static char conversion(Object plain) {
        if (plain instanceof Boolean || plain instanceof Long || plain instanceof BigInteger) {
            return 'd';
        }
        return plain instanceof Number ? NONE : 's';
    }

    private static String body(Object plain, char conversion, Matcher matcher) {
        String sign = matcher.group(3) == null ? "-" : matcher.group(3);
        boolean grouped = matcher.group(6) != null;
        String precision = matcher.group(7);
        if (conversion == 's') {
            if (!(plain instanceof String) || matcher.group(3) != null || grouped) {
                throw unknown(conversion);
            }
            return cut(Python.text(plain), precision);
        }
        if (precision != null && "dxXob".indexOf(conversion) >= 0) {
            throw new EvaluationException("A whole number has no precision");
        }
        if (conversion == NONE && precision == null) {
            return plainNumber(plain, sign, grouped);
        }
        return switch (conversion) {
            case 'd' -> grouped(signed(integer(plain), 10, sign), grouped);
            case 'x' -> signed(integer(plain), HEX, sign);
            case 'X' -> Ascii.toUpperCase(signed(integer(plain), HEX, sign));
            case 'o' -> signed(integer(plain), OCTAL, sign);
            case 'b' -> signed(integer(plain), 2, sign);
            case 'f', 'F' -> fixed(plain, number(precision, DEFAULT_DIGITS), sign, grouped);
            case 'e', 'E', 'g', 'G', NONE ->
                    floating(plain, conversion, number(precision, DEFAULT_DIGITS), sign, grouped);
            case '%' ->
                    fixed(
                                    PythonNumbers.toDouble(plain) * 100,
                                    number(precision, DEFAULT_DIGITS),
                                    sign,
                                    grouped)
                            + "%";
            default -> throw unknown(conversion);
        };
    }

    private static String plainNumber(Object plain, String sign, boolean grouped) {
        String text = Python.text(plain);
        boolean negative = text.startsWith("-");
        return grouped((negative || sign.equals("-") ? "" : sign) + text, grouped);
    }

    private static BigInteger integer(Object plain) {
        if (plain instanceof Long || plain instanceof BigInteger || plain instanceof Boolean) {
            return whole(plain);
        }
        throw new EvaluationException("A format for whole numbers got " + Python.describe(plain));
    }

    private static BigInteger whole(Object value) {
        return new BigInteger(PythonNumbers.truncate(value).toString());
    }

    private static String signed(BigInteger number, int radix, String sign) {
        String digits = number.abs().toString(radix);
        return number.signum() < 0 ? "-" + digits : (sign.equals("-") ? "" : sign) + digits;
    }

    private static String fixed(Object value, int digits, String sign, boolean grouped) {
        Object given = PythonNumbers.number(value);
        if (given instanceof BigDecimal exact) {
            String text = exact.abs().setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
            return withSign(exact.signum() < 0, text, sign, grouped);
        }
        // A whole number is a float here, with as many digits as a float has.
        return finite(
                PythonNumbers.toDouble(given),
                sign,
                grouped,
                number ->
                        new BigDecimal(number)
                                .setScale(digits, RoundingMode.HALF_EVEN)
                                .toPlainString());
    }

    private static String floating(
            Object value, char conversion, int digits, String sign, boolean grouped) {
        String text =
                finite(
                        PythonNumbers.toDouble(value),
                        sign,
                        grouped,
                        number ->
                                switch (conversion) {
                                    case 'e', 'E' -> FloatFormats.scientific(number, digits);
                                    case NONE -> FloatFormats.floating(number, digits);
                                    default -> FloatFormats.general(number, digits);
                                });
        return Character.isUpperCase(conversion) ? Ascii.toUpperCase(text) : text;
    }

    /** A number's sign and what is made of the number without it. */
    private static String finite(
            double number, String sign, boolean grouped, DoubleFunction<String> format) {
        if (!Double.isFinite(number)) {
            return PythonNumbers.text(number);
        }
        boolean negative = number < 0 || (number == 0 && 1 / number < 0);
        return withSign(negative, format.apply(Math.abs(number)), sign, grouped);
    }

    private static String withSign(boolean negative, String text, String sign, boolean grouped) {
        return grouped((negative ? "-" : sign.equals("-") ? "" : sign) + text, grouped);
    }

    private static String grouped(String number, boolean grouped) {
        if (!grouped) {
            return number;
        }
        int point = number.indexOf('.') < 0 ? number.length() : number.indexOf('.');
        StringBuilder text = new StringBuilder(number);
        for (int at = point - 3; at > 0 && Character.isDigit(number.charAt(at - 1)); at -= 3) {
            text.insert(at, ',');
        }
        return text.toString();
    }

    private static String character(Object value) {
        Object plain = Python.plain(value);
        if (plain instanceof String text && text.codePointCount(0, text.length()) == 1) {
            return text;
        }
        boolean whole = plain instanceof Long || plain instanceof Boolean;
        if (whole && Character.isValidCodePoint(PythonNumbers.index(plain))) {
            return Character.toString(PythonNumbers.index(plain));
        }
        throw new EvaluationException("%c wants one character");
    }

    private static String cut(String text, @org.jspecify.annotations.Nullable String precision) {
        int most = number(precision, precision == null ? Integer.MAX_VALUE : 0);
        return text.codePointCount(0, text.length()) <= most
                ? text
                : text.substring(0, text.offsetByCodePoints(0, most));
    }

    private static String zeroPadded(String number, int width) {
        boolean signed = !number.isEmpty() && "+- ".indexOf(number.charAt(0)) >= 0;
        String sign = signed ? number.substring(0, 1) : "";
        return sign + padded(number.substring(sign.length()), width - sign.length(), '0', '>');
    }

    static String padded(String text, int width, char fill, char align) {
        int missing = width - text.codePointCount(0, text.length());
        if (missing <= 0) {
            return text;
        }
        int left = align == '<' ? 0 : align == '>' ? missing : missing / 2;
        String filling = String.valueOf(fill);
        return filling.repeat(left) + text + filling.repeat(missing - left);
    }

    private static int number(@org.jspecify.annotations.Nullable String digits, int otherwise) {
        return digits == null || digits.isEmpty() ? otherwise : Integer.parseInt(digits);
    }

    private static String checked(String text) {
        PythonOperations.checkSize(text.length());
        return text;
    }

    private static EvaluationException unknown(char conversion) {
        return new EvaluationException(
                "The format '%s' is not supported; s, d, x, o, f, e and g are"
                        .formatted(conversion));
    }
}
