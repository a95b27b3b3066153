package io.penstock.template;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.parameter.PipeError;
import io.penstock.parameter.ScalarType;
import io.penstock.parameter.TypedValue;
import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.sql.BoundValue;

import org.apache.arrow.vector.types.pojo.ArrowType;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** One run of a template: its variables, its loops, and the pieces of SQL so far. Thread: one. */
final class Rendering {
    /** The name under which Pebble's context holds it. */
    static final String VARIABLE = "r";

    private static final int MAX_STEPS = 100_000;
    private static final int MAX_PIECES = 10_000;
    private static final int DECIMAL_DIGITS = 38;

    private final SourceText source;
    private final Arguments arguments;
    private final Function<String, Optional<String>> secrets;
    private final TypeReader types;
    private final Map<String, Object> variables = new HashMap<>();
    private final Map<Integer, Object> kept = new HashMap<>();
    private final Deque<Loop> loops = new ArrayDeque<>();
    private final ImmutableList.Builder<Piece> pieces = ImmutableList.builder();
    private int pieceCount;
    private int steps;
    private final Work work = new Work();

    Rendering(SourceText source, Arguments arguments, Function<String, Optional<String>> secrets) {
        this.secrets = secrets;
        this.source = source;
        this.arguments = arguments;
        this.types = new TypeReader(source, arguments);
    }

    ImmutableList<Piece> pieces() {
        return pieces.build();
    }

    /**
     * One step.
     *
     * @throws QueryException with the author's place
     */
    Object call(PebbleFunction function, Site site, List<Object> values) {
        if (++steps > MAX_STEPS) {
            throw limit(site.offset(), "The template takes over %,d steps".formatted(MAX_STEPS));
        }
        try {
            work.before(function, site, values);
            if (work.isTooMuch()) {
                throw limit(site.offset(), Work.limit());
            }
            Object value = run(function, site, values);
            work.after(function, value);
            return value;
        } catch (MissingException e) {
            throw missing(site.offset(), e.absent());
        } catch (EvaluationException e) {
            throw new QueryException(
                    PipeError.TEMPLATE_EVALUATION,
                    e.getMessage() == null ? "" : e.getMessage(),
                    Optional.of(source.position(site.offset())));
        }
    }

    private QueryException limit(int offset, String message) {
        return new QueryException(
                PipeError.TEMPLATE_LIMIT, message, Optional.of(source.position(offset)));
    }

    private QueryException missing(int offset, Absent absent) {
        int place = absent.offset() < 0 ? offset : absent.offset();
        return types.missing(place, absent.parameter(), absent.type());
    }

    private Object run(PebbleFunction function, Site site, List<Object> values) {
        return switch (function) {
            case TEXT -> text(site);
            case PUT -> put(site.offset(), values.get(0));
            case SET -> set(((Site.Names) site).names(), values.get(0));
            case LITERAL -> ((Site.Literal) site).value();
            case NAME -> name((Site.Name) site);
            case TRUTH -> Python.truth(values.get(0));
            case GIVEN -> !(values.get(0) instanceof Absent);
            case TYPE -> types.read((Site.Type) site, values.get(0));
            case FALLBACK -> types.fallback((Site.Type) site, values.get(0));
            case CALL -> builtin((Site.Call) site, values);
            case METHOD ->
                    TextMethods.call(
                            values.get(0),
                            ((Site.Method) site).method(),
                            values.subList(1, values.size()));
            case OPERATOR ->
                    PythonOperations.apply(
                            ((Site.Operator) site).operation(), values.get(0), values.getLast());
            case SUBSCRIPT -> PythonOperations.subscript(values.get(0), values.get(1));
            case SLICE ->
                    PythonOperations.slice(
                            values.get(0), values.get(1), values.get(2), values.get(3));
            case LIST -> ImmutableList.copyOf(values);
            case TUPLE -> Tuple.of(values);
            case SQL_AND -> Conditions.join(((Site.Tests) site).tests(), values);
            case DICTIONARY -> dictionary(values);
            case ENTER -> enter(values);
            case TURNS -> loop();
            case TURN -> turn(((Site.Names) site).names(), values.get(0));
            case HOLDS -> holds(values.get(0));
            case LEAVE -> leave((Site.Literal) site);
            case RUNNING -> !loop().turnLeft && !loop().left;
            case EXIT -> exit();
            case KEEP -> keep((Site.Kept) site, values.get(0));
            case KEPT -> kept.getOrDefault(((Site.Kept) site).number(), None.NONE);
        };
    }

    private Object text(Site site) {
        Site.Text text = (Site.Text) site;
        return add(new Piece.Copied(text.offset(), text.text()));
    }

    private Object add(Piece piece) {
        if (++pieceCount > MAX_PIECES) {
            throw limit(
                    piece.offset(),
                    "The template makes over %,d pieces of SQL".formatted(MAX_PIECES));
        }
        pieces.add(piece);
        return "";
    }

    private Object put(int offset, Object value) {
        return switch (value) {
            case TypedValue typed -> add(new Piece.Value(offset, typed.bound()));
            case TypedList list -> add(new Piece.Values(offset, list));
            case Fragment fragment when fragment.sql().isEmpty() -> "";
            case Fragment fragment -> add(new Piece.Sql(offset, fragment.sql()));
            case None none -> add(new Piece.Sql(offset, "NULL"));
            case Absent absent -> throw missing(offset, absent);
            case Condition condition -> condition(offset, condition);
            case List<?> list -> add(new Piece.Values(offset, untypedList(list)));
            case Object plain -> add(new Piece.Value(offset, bound(plain)));
        };
    }

    private Object condition(int offset, Condition condition) {
        for (Object part : condition.parts()) {
            if (part instanceof String text) {
                add(new Piece.Sql(offset, text));
            } else {
                put(offset, part);
            }
        }
        return "";
    }

    /** A value or list without a type function, as SQL gets it. */
    static Object typed(Object value) {
        Object plain = Python.plain(value);
        return plain instanceof List<?> list
                ? untypedList(list)
                : new TypedValue(plain, bound(plain));
    }

    private static TypedList untypedList(List<?> list) {
        ImmutableList<BoundValue> items =
                list.stream()
                        .map(item -> bound(Python.plain(item)))
                        .collect(ImmutableList.toImmutableList());
        boolean numbers = !list.isEmpty() && list.stream().allMatch(Python::isNumber);
        ScalarType type = numbers ? ScalarType.INT64 : ScalarType.STRING;
        return new TypedList(type, ImmutableList.copyOf(list), items);
    }

    private static BoundValue bound(Object plain) {
        return switch (plain) {
            case String text when text.length() > PythonOperations.MAX_SIZE ->
                    throw new EvaluationException(
                            "The text is %d long; at most %d fit"
                                    .formatted(text.length(), PythonOperations.MAX_SIZE));
            case String text when ScalarType.isText(text) -> new BoundValue(FieldTypes.UTF8, text);
            case String text ->
                    throw new EvaluationException("The text holds NUL or half a character");
            case Boolean b -> new BoundValue(FieldTypes.BOOL, b);
            case Long number -> new BoundValue(FieldTypes.INT64, number);
            case Double number -> new BoundValue(FieldTypes.FLOAT64, number);
            case BigInteger number -> decimal(new BigDecimal(number));
            case BigDecimal number -> decimal(number);
            case Object other ->
                    throw new EvaluationException(
                            "%s can't stand in SQL".formatted(Python.describe(other)));
        };
    }

    private static BoundValue decimal(BigDecimal number) {
        BigDecimal plain = number.scale() < 0 ? number.setScale(0) : number;
        if (Math.max(plain.precision(), plain.scale()) > DECIMAL_DIGITS) {
            throw new EvaluationException(
                    "The number has over %d digits".formatted(DECIMAL_DIGITS));
        }
        return new BoundValue(new ArrowType.Decimal(DECIMAL_DIGITS, plain.scale(), 128), plain);
    }

    private Object name(Site.Name site) {
        Object variable = variables.get(site.name());
        if (variable != null) {
            return variable;
        }
        return site.function() ? (Object) true : arguments.value(site.name());
    }

    private Object set(ImmutableList<String> names, Object value) {
        if (names.size() == 1) {
            variables.put(names.get(0), value);
            return "";
        }
        List<?> items = Python.items(value);
        if (items.size() != names.size()) {
            throw new EvaluationException(
                    "%d values don't fit %d names".formatted(items.size(), names.size()));
        }
        for (int i = 0; i < items.size(); i++) {
            variables.put(names.get(i), items.get(i));
        }
        return "";
    }

    private Object builtin(Site.Call call, List<Object> values) {
        if (call.function() == Builtin.TB_SECRET || call.function() == Builtin.TB_VAR) {
            return secret(call, values);
        }
        int positional = values.size() - call.keywords().size();
        Map<String, Object> named = new LinkedHashMap<>();
        for (int i = 0; i < call.keywords().size(); i++) {
            named.put(call.keywords().get(i), values.get(positional + i));
        }
        return call.function().call(values.subList(0, positional), named);
    }

    private Object secret(Site.Call call, List<Object> values) {
        String name = Python.text(values.get(0));
        Optional<String> text = arguments.standIns() ? Optional.of("x") : secrets.apply(name);
        return text.<Object>map(secret -> typed(secret))
                .or(() -> values.size() > 1 ? Optional.of(values.get(1)) : Optional.empty())
                .orElseThrow(
                        () ->
                                new QueryException(
                                        PipeError.SECRET_MISSING,
                                        "The secret '%s' is not set".formatted(name),
                                        Optional.of(source.position(call.offset()))));
    }

    /** Keys and values by turns; equal numbers are one key, spelled as the first. */
    static Object dictionary(List<Object> values) {
        Map<Object, Object> map = new LinkedHashMap<>();
        Map<Object, Object> spelled = new HashMap<>();
        for (int i = 0; i + 1 < values.size(); i += 2) {
            Object key = Python.key(values.get(i));
            Object first = spelled.putIfAbsent(PythonNumbers.identity(key), key);
            map.put(first == null ? key : first, values.get(i + 1));
        }
        return ImmutableMap.copyOf(map);
    }

    private Object keep(Site.Kept site, Object value) {
        kept.put(site.number(), value);
        return value;
    }

    private Object enter(List<Object> values) {
        loops.push(
                values.isEmpty()
                        ? Loop.endless()
                        : new Loop(new ArrayList<>(Python.items(values.get(0))).iterator()));
        return "";
    }

    private Object turn(ImmutableList<String> names, Object item) {
        Loop loop = loop();
        loop.turnLeft = false;
        if (!loop.left && !names.isEmpty()) {
            set(names, item);
        }
        return !loop.left;
    }

    private Object holds(Object condition) {
        boolean holds = Python.truth(condition);
        loop().left = !holds;
        return holds;
    }

    private Object leave(Site.Literal site) {
        loop().turnLeft = true;
        loop().broken = Python.truth(site.value());
        loop().left = loop().broken;
        return "";
    }

    private Object exit() {
        return !loops.pop().broken;
    }

    private Loop loop() {
        Loop loop = loops.peek();
        if (loop == null) {
            throw new IllegalStateException("no loop");
        }
        return loop;
    }
}
