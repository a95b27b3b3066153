package io.penstock.template;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableList;

import io.penstock.parameter.PipeError;
import io.penstock.parameter.ScalarType;
import io.penstock.parameter.TypedValue;
import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.sql.BoundValue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads texts and values as the types that a template declares. Thread: safe for many at once. */
final class TypeReader {
    /** Largest text of one parameter, in UTF-8. */
    private static final int MAX_BYTES = 32 * 1024;

    /** Longest list: each item is one more question mark in the SQL, whose length is limited. */
    private static final int MAX_ITEMS = 2048;

    private static final int MAX_SHOWN = 60;
    private static final Pattern COLUMN =
            Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}(\\.[A-Za-z_][A-Za-z0-9_]{0,127})?");
    private static final Pattern TABLE =
            Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}(\\.[A-Za-z_][A-Za-z0-9_]{0,127}){0,2}");

    private final SourceText source;
    private final Arguments arguments;

    TypeReader(SourceText source, Arguments arguments) {
        this.source = source;
        this.arguments = arguments;
    }

    /** The value that was given, or that an expression gave. */
    Object read(Site.Type site, Object value) {
        TypeCall call = site.call();
        if (value instanceof Absent absent) {
            if (arguments.standIns()) {
                return standIn(site);
            }
            if (call.required()) {
                throw missing(site.offset(), absent.parameter(), call.typeName());
            }
            return new Absent(absent.parameter(), call.typeName(), site.offset());
        }
        checkSize(site, value);
        return convert(site, value, "");
    }

    /** The default, when no value was given. */
    Object fallback(Site.Type site, Object value) {
        TypeCall call = site.call();
        if (call.required() && !arguments.standIns()) {
            throw missing(site.offset(), call.parameter().orElse("?"), call.typeName());
        }
        boolean falseByName = value instanceof Absent && call.element() == ScalarType.BOOLEAN;
        if (falseByName) {
            return convert(site, "false", "default ");
        }
        return value instanceof Absent ? read(site, value) : convert(site, value, "default ");
    }

    QueryException missing(int offset, String parameter, String type) {
        return new QueryException(
                PipeError.PARAMETER_MISSING,
                "The parameter '%s' (%s) is missing and has no default: pass %s=.."
                        .formatted(parameter, type, parameter),
                Optional.of(source.position(offset)));
    }

    private Object standIn(Site.Type site) {
        TypeCall call = site.call();
        return switch (call.shape()) {
            case VALUE, LIST -> {
                String text =
                        call.allowed().isEmpty() ? call.element().standIn() : call.allowed().get(0);
                yield convert(site, text, "stand-in ");
            }
            case COLUMN, COLUMNS -> anyColumn();
            case JSON -> convert(site, "[]", "stand-in ");
            case TABLE, SYMBOL ->
                    call.allowed().isEmpty()
                            ? unknownName(site)
                            : convert(site, call.allowed().get(0), "stand-in ");
        };
    }

    private Object unknownName(Site.Type site) {
        throw new QueryException(
                PipeError.PARAMETER_MISSING,
                "%s names a %s that only a call knows, so this SQL can't be checked; a default or enum would do"
                        .formatted(subject(site, ""), site.call().typeName()),
                Optional.of(source.position(site.offset())));
    }

    /** No column is known before a call, and a NULL is right wherever a column is. */
    private static Fragment anyColumn() {
        return new Fragment("CAST(NULL AS VARCHAR)", Arguments.ANY_COLUMN);
    }

    private Object convert(Site.Type site, Object value, String which) {
        return switch (site.call().shape()) {
            case VALUE -> scalar(site, value, which);
            case LIST -> list(site, value, which);
            case COLUMN -> columns(site, ImmutableList.of(Python.text(single(value))), which);
            case COLUMNS -> columns(site, split(value), which);
            case TABLE, SYMBOL ->
                    columns(site, ImmutableList.of(Python.text(single(value))), which);
            case JSON -> json(site, value, which);
        };
    }

    private TypedValue json(Site.Type site, Object value, String which) {
        Object plain = Python.plain(value);
        boolean repeated = which.isEmpty() && value instanceof List<?> list && !list.isEmpty();
        Object last = repeated ? ((List<?>) value).getLast() : plain;
        if (last instanceof String text) {
            Object read =
                    Optional.of(text)
                            .filter(ScalarType::isText)
                            .flatMap(JsonTexts::read)
                            .orElseThrow(() -> invalid(site, text, which));
            return new TypedValue(read, new BoundValue(FieldTypes.UTF8, text));
        }
        return new TypedValue(last, new BoundValue(FieldTypes.UTF8, JsonTexts.write(last)));
    }

    private TypedValue scalar(Site.Type site, Object value, String which) {
        Object plain = single(value);
        ScalarType type = site.call().element();
        String text = text(plain, type);
        checkAllowed(site, text, which);
        return type.parse(text)
                .or(() -> formatted(site, text))
                .orElseThrow(() -> invalid(site, text, which));
    }

    /** A date in the pattern that its author names. */
    private static Optional<TypedValue> formatted(Site.Type site, String text) {
        return site.call()
                .format()
                .filter(DateFormats::isPattern)
                .flatMap(pattern -> DateFormats.parse(text, pattern))
                .flatMap(
                        time ->
                                site.call()
                                        .element()
                                        .parse(
                                                site.call().element() == ScalarType.DATE
                                                        ? time.toLocalDate().toString()
                                                        : time.toString()));
    }

    /** A name that was repeated where one value is wanted: the last one counts. */
    private static Object single(Object value) {
        Object plain = Python.plain(value);
        return plain instanceof List<?> list && !list.isEmpty() ? list.getLast() : plain;
    }

    private static String text(Object plain, ScalarType type) {
        boolean switchedNumber = plain instanceof Boolean && type != ScalarType.STRING;
        boolean wholeFloat =
                plain instanceof Double d && d == Math.rint(d) && Math.abs(d) < Long.MAX_VALUE;
        if (switchedNumber) {
            return Python.truth(plain) ? "1" : "0";
        }
        return wholeFloat && type != ScalarType.STRING
                ? Python.text(PythonNumbers.truncate(plain))
                : Python.text(plain);
    }

    private TypedList list(Site.Type site, Object value, String which) {
        ScalarType element = site.call().element();
        ImmutableList<String> texts = split(value);
        if (texts.size() > MAX_ITEMS) {
            throw tooLarge(site, "has %d items; at most %d fit".formatted(texts.size(), MAX_ITEMS));
        }
        ImmutableList.Builder<Object> python = ImmutableList.builder();
        ImmutableList.Builder<BoundValue> items = ImmutableList.builder();
        for (String text : texts) {
            checkAllowed(site, text, which);
            TypedValue item = element.parse(text).orElseThrow(() -> invalid(site, text, which));
            python.add(item.python());
            items.add(item.bound());
        }
        return new TypedList(element, python.build(), items.build());
    }

    /** Items of a text with commas, of a repeated name, or of both at once. */
    private static ImmutableList<String> split(Object value) {
        Object plain = Python.plain(value);
        List<?> texts = plain instanceof List<?> list ? list : List.of(plain);
        ImmutableList.Builder<String> items = ImmutableList.builder();
        for (Object text : texts) {
            String joined = Python.text(text);
            if (!joined.isEmpty()) {
                TextSplits.split(joined, ",", -1, false)
                        .forEach(item -> items.add(Python.text(item).strip()));
            }
        }
        return items.build();
    }

    private Object columns(Site.Type site, List<String> names, String which) {
        ImmutableList.Builder<String> quoted = ImmutableList.builder();
        for (String name : names) {
            if (arguments.standIns() && name.equals(Arguments.ANY_COLUMN)) {
                return anyColumn();
            }
            checkAllowed(site, name, which);
            if (!pattern(site).matcher(name).matches()) {
                throw invalid(site, name, which);
            }
            quoted.add('"' + name.replace(".", "\".\"") + '"');
        }
        ImmutableList<String> all = quoted.build();
        if (all.isEmpty()) {
            throw invalid(site, "", which);
        }
        return new Fragment(Joiner.on(", ").join(all), Joiner.on(",").join(names));
    }

    private static Pattern pattern(Site.Type site) {
        return site.call().shape() == TypeCall.Shape.TABLE ? TABLE : COLUMN;
    }

    private void checkAllowed(Site.Type site, String text, String which) {
        ImmutableList<String> allowed = site.call().allowed();
        if (!allowed.isEmpty() && !allowed.contains(text)) {
            throw invalid(site, text, which, "one of " + Joiner.on(", ").join(allowed));
        }
    }

    private void checkSize(Site.Type site, Object value) {
        Object plain = Python.plain(value);
        List<?> texts = plain instanceof List<?> list ? list : List.of(plain);
        long bytes = 0;
        for (Object text : texts) {
            if (text instanceof String chars) {
                bytes += chars.getBytes(StandardCharsets.UTF_8).length;
            }
        }
        if (bytes > MAX_BYTES) {
            throw tooLarge(site, "is %d bytes long; at most %d fit".formatted(bytes, MAX_BYTES));
        }
    }

    private QueryException tooLarge(Site.Type site, String what) {
        return new QueryException(
                PipeError.PARAMETER_TOO_LARGE,
                "%s %s".formatted(subject(site, ""), what),
                Optional.of(source.position(site.offset())));
    }

    private QueryException invalid(Site.Type site, String text, String which) {
        return invalid(site, text, which, site.call().expectation());
    }

    private QueryException invalid(Site.Type site, String text, String which, String right) {
        return new QueryException(
                PipeError.PARAMETER_INVALID,
                "%s is '%s'; as %s it must be %s"
                        .formatted(
                                subject(site, which), shown(text), site.call().typeName(), right),
                Optional.of(source.position(site.offset())));
    }

    private static String subject(Site.Type site, String which) {
        String of = which.isEmpty() ? "The " : "The " + which + "of the ";
        return site.call()
                .parameter()
                .map(name -> of + "parameter '" + name + "'")
                .orElse("The value of " + site.call().typeName() + "(..)");
    }

    /** Enough of a value to recognise it, without what would break a line or a terminal. */
    private static String shown(String text) {
        String visible =
                text.codePoints()
                        .limit(MAX_SHOWN)
                        .map(c -> Character.isISOControl(c) || isHalf(c) ? '?' : c)
                        .collect(
                                StringBuilder::new,
                                StringBuilder::appendCodePoint,
                                StringBuilder::append)
                        .toString();
        return visible.length() < text.length() ? visible + "…" : visible;
    }

    private static boolean isHalf(int codePoint) {
        return codePoint <= Character.MAX_VALUE && Character.isSurrogate((char) codePoint);
    }
}
