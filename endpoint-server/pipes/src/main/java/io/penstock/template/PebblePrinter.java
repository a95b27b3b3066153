package io.penstock.template;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Iterables;

import io.penstock.template.Expression.Call;
import io.penstock.template.Expression.Comparison;
import io.penstock.template.Expression.Conditional;
import io.penstock.template.Expression.Dictionary;
import io.penstock.template.Expression.Literal;
import io.penstock.template.Expression.Logical;
import io.penstock.template.Expression.Method;
import io.penstock.template.Expression.Name;
import io.penstock.template.Expression.Operator;
import io.penstock.template.Expression.Sequence;
import io.penstock.template.Expression.Slice;
import io.penstock.template.Expression.Subscript;
import io.penstock.template.Statement.Branch;
import io.penstock.template.Statement.For;
import io.penstock.template.Statement.If;
import io.penstock.template.Statement.Leave;
import io.penstock.template.Statement.Put;
import io.penstock.template.Statement.Set;
import io.penstock.template.Statement.Text;
import io.penstock.template.Statement.While;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Prints a template as canonical Pebble: nothing but {@code if}, {@code for}, {@code ? :} and calls
 * of {@link PebbleFunction}, each with the number of its {@link Site}. So Pebble runs the blocks,
 * Python's meaning is ours, and there is nothing to escape.
 *
 * <p>Only what Pebble evaluates lazily may fail lazily: {@code and}, {@code or}, conditional
 * expressions and defaults become {@code ? :}; a value that is needed twice is kept under a number.
 */
final class PebblePrinter {
    private static final String SQL_AND = "sql_and";

    private final List<Site> sites = new ArrayList<>();
    private final List<SyntaxException> problems;
    private final boolean secretsAllowed;
    private final Map<String, Integer> secrets = new LinkedHashMap<>();
    private int kept;

    PebblePrinter(List<SyntaxException> problems, boolean secretsAllowed) {
        this.problems = problems;
        this.secretsAllowed = secretsAllowed;
    }

    /** What the calls refer to, by number. */
    ImmutableList<Site> sites() {
        return ImmutableList.copyOf(sites);
    }

    /** Statements as Pebble; what is outside the vocabulary is added to the problems. */
    String statements(ImmutableList<Statement> statements) {
        StringBuilder pebble = new StringBuilder();
        int guards = 0;
        for (Statement statement : statements) {
            pebble.append(statement(statement));
            if (mayLeave(statement)) {
                pebble.append("{% if " + call(PebbleFunction.RUNNING, place(statement)) + " %}");
                guards++;
            }
        }
        return pebble.append("{% endif %}".repeat(guards)).toString();
    }

    private String statement(Statement statement) {
        return switch (statement) {
            case Text text -> tag(PebbleFunction.TEXT, new Site.Text(text.offset(), text.text()));
            case Put put -> tag(PebbleFunction.PUT, place(put), expression(put.expression()));
            case Set set ->
                    tag(
                            PebbleFunction.SET,
                            new Site.Names(set.offset(), set.names()),
                            expression(set.value()));
            case If block -> ifBlock(block);
            case For loop -> forBlock(loop);
            case While loop -> whileBlock(loop);
            case Leave leave ->
                    tag(PebbleFunction.LEAVE, new Site.Literal(leave.offset(), leave.forGood()));
        };
    }

    private String ifBlock(If block) {
        StringBuilder pebble = new StringBuilder();
        String word = "if";
        for (Branch branch : block.branches()) {
            pebble.append("{% ").append(word).append(' ').append(truth(branch.condition()));
            pebble.append(" %}").append(statements(branch.body()));
            word = "elseif";
        }
        if (!block.otherwise().isEmpty()) {
            pebble.append("{% else %}").append(statements(block.otherwise()));
        }
        return pebble.append("{% endif %}").toString();
    }

    private String forBlock(For loop) {
        Site names = new Site.Names(loop.offset(), loop.names());
        return tag(PebbleFunction.ENTER, place(loop), expression(loop.items()))
                + "{% for it in "
                + call(PebbleFunction.TURNS, place(loop))
                + " %}{% if "
                + call(PebbleFunction.TURN, names, "it")
                + " %}"
                + statements(loop.body())
                + "{% endif %}{% endfor %}"
                + tag(PebbleFunction.EXIT, place(loop));
    }

    private String whileBlock(While loop) {
        return tag(PebbleFunction.ENTER, place(loop))
                + "{% for it in "
                + call(PebbleFunction.TURNS, place(loop))
                + " %}{% if "
                + call(PebbleFunction.TURN, new Site.Names(loop.offset(), ImmutableList.of()), "it")
                + " %}{% if "
                + call(PebbleFunction.HOLDS, place(loop), expression(loop.condition()))
                + " %}"
                + statements(loop.body())
                + "{% endif %}{% endif %}{% endfor %}"
                + tag(PebbleFunction.EXIT, place(loop));
    }

    /** Whether what follows the statement may have to be skipped. */
    private static boolean mayLeave(Statement statement) {
        return switch (statement) {
            case Leave leave -> true;
            case If block ->
                    Iterables.any(block.otherwise(), PebblePrinter::mayLeave)
                            || block.branches().stream()
                                    .anyMatch(
                                            branch ->
                                                    Iterables.any(
                                                            branch.body(),
                                                            PebblePrinter::mayLeave));
            default -> false;
        };
    }

    private String truth(Expression condition) {
        return call(PebbleFunction.TRUTH, at(condition), expression(condition));
    }

    private String expression(Expression expression) {
        return switch (expression) {
            case Literal literal ->
                    call(
                            PebbleFunction.LITERAL,
                            new Site.Literal(literal.offset(), literal.value()));
            case Name name -> name(name, isFunction(name.name()));
            case Call function -> function(function);
            case Method method -> method(method);
            case Subscript subscript ->
                    call(
                            PebbleFunction.SUBSCRIPT,
                            at(subscript),
                            expression(subscript.target()),
                            expression(subscript.index()));
            case Slice slice -> slice(slice);
            case Operator operator ->
                    call(
                            PebbleFunction.OPERATOR,
                            new Site.Operator(operator.offset(), operator.operation()),
                            expressions(operator.operands()));
            case Comparison comparison ->
                    call(
                            PebbleFunction.COMPARE,
                            new Site.Comparison(comparison.offset(), comparison.operations()),
                            expressions(comparison.operands()));
            case Logical logical -> logical(logical);
            case Conditional conditional ->
                    choice(
                            truth(conditional.condition()),
                            expression(conditional.then()),
                            expression(conditional.otherwise()));
            case Sequence sequence ->
                    call(
                            sequence.tuple() ? PebbleFunction.TUPLE : PebbleFunction.LIST,
                            at(sequence),
                            expressions(sequence.items()));
            case Dictionary dictionary -> dictionary(dictionary);
        };
    }

    private String name(Name name, boolean function) {
        return call(PebbleFunction.NAME, new Site.Name(name.offset(), name.name(), function));
    }

    /** What a type function or {@code defined} is asked about: a name is never a function there. */
    private String subject(Expression expression) {
        return expression instanceof Name name ? name(name, false) : expression(expression);
    }

    /** Python's {@code and} and {@code or} give the operand that decides. */
    private String logical(Logical logical) {
        ImmutableList<Expression> operands = logical.operands();
        String value = expression(operands.get(operands.size() - 1));
        for (int i = operands.size() - 2; i >= 0; i--) {
            Site place = at(operands.get(i));
            int number = kept++;
            String holds =
                    call(
                            PebbleFunction.TRUTH,
                            place,
                            numbered(PebbleFunction.KEEP, number, expression(operands.get(i))));
            String same = numbered(PebbleFunction.KEPT, number);
            value = logical.and() ? choice(holds, value, same) : choice(holds, same, value);
        }
        return value;
    }

    private String slice(Slice slice) {
        return call(
                PebbleFunction.SLICE,
                at(slice),
                expression(slice.target()),
                bound(slice, slice.from()),
                bound(slice, slice.to()),
                bound(slice, slice.step()));
    }

    private String bound(Slice slice, Optional<Expression> bound) {
        return expression(bound.orElse(new Literal(slice.offset(), None.NONE)));
    }

    private String dictionary(Dictionary dictionary) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < dictionary.keys().size(); i++) {
            parts.add(expression(dictionary.keys().get(i)));
            parts.add(expression(dictionary.values().get(i)));
        }
        return call(PebbleFunction.DICTIONARY, at(dictionary), parts.toArray(new String[0]));
    }

    private String method(Method method) {
        if (!TextMethods.names().contains(method.method())) {
            problem(
                    method.offset(),
                    "The method '%s' is not supported; supported are: %s"
                            .formatted(method.method(), Joiner.on(", ").join(TextMethods.names())));
        } else if (!TextMethods.fits(method.method(), method.arguments().size())) {
            problem(
                    method.offset(),
                    "The method '%s' does not take %d arguments"
                            .formatted(method.method(), method.arguments().size()));
        }
        ImmutableList<Expression> all =
                ImmutableList.<Expression>builder()
                        .add(method.target())
                        .addAll(method.arguments())
                        .build();
        return call(
                PebbleFunction.METHOD,
                new Site.Method(method.offset(), method.method()),
                expressions(all));
    }

    private String function(Call call) {
        String name = call.function();
        if (TypeCallReader.isType(name)) {
            return typeFunction(call);
        }
        if (name.equals("defined")) {
            return defined(call);
        }
        if (name.equals(SQL_AND)) {
            return sqlAnd(call);
        }
        Optional<Builtin> builtin = Builtin.of(name);
        if (builtin.isEmpty()) {
            unknownFunction(call);
            return call(PebbleFunction.LITERAL, new Site.Literal(call.offset(), None.NONE));
        }
        checkSecret(call, builtin.get());
        builtin.get()
                .misuse(call.arguments().size(), call.keywords().keySet())
                .ifPresent(message -> problem(call.offset(), message));
        return call(
                PebbleFunction.CALL,
                new Site.Call(call.offset(), builtin.get(), call.keywords().keySet().asList()),
                expressions(Iterables.concat(call.arguments(), call.keywords().values())));
    }

    private String sqlAnd(Call call) {
        if (!call.arguments().isEmpty() || call.keywords().isEmpty()) {
            problem(
                    call.offset(),
                    "sql_and takes keywords only: sql_and(price__gte=Int32(low),"
                            + " name=String(name))");
        }
        ImmutableList<Conditions.Test> tests =
                call.keywords().keySet().stream()
                        .map(Conditions::test)
                        .collect(ImmutableList.toImmutableList());
        return call(
                PebbleFunction.SQL_AND,
                new Site.Tests(call.offset(), tests),
                expressions(call.keywords().values()));
    }

    private void unknownFunction(Call call) {
        problem(
                call.offset(),
                "The function '%s' is not supported; supported are: defined, %s, sql_and, %s"
                        .formatted(
                                call.function(),
                                Joiner.on(", ").join(TypeCallReader.functions()),
                                Joiner.on(", ").join(Builtin.names())));
    }

    private void checkSecret(Call call, Builtin builtin) {
        boolean secret = builtin == Builtin.TB_SECRET || builtin == Builtin.TB_VAR;
        if (secret && !secretsAllowed) {
            problem(
                    call.offset(),
                    "%s(..) is for datafiles; a client's SQL would show the secret"
                            .formatted(call.function()));
        }
        if (secret && call.arguments().size() == 1) {
            Constants.fold(call.arguments().get(0))
                    .ifPresent(name -> secrets.put(Python.text(name), call.offset()));
        }
    }

    /** Secrets without a default, and where each is asked for first. */
    ImmutableMap<String, Integer> secrets() {
        return ImmutableMap.copyOf(secrets);
    }

    private String defined(Call call) {
        if (call.arguments().size() != 1 || !call.keywords().isEmpty()) {
            problem(call.offset(), "defined takes one parameter's name");
            return call(PebbleFunction.LITERAL, new Site.Literal(call.offset(), false));
        }
        return call(PebbleFunction.GIVEN, at(call), subject(call.arguments().get(0)));
    }

    private String typeFunction(Call call) {
        TypeCallReader.Parts parts;
        try {
            parts = TypeCallReader.read(call);
        } catch (SyntaxException e) {
            problems.add(e);
            return call(PebbleFunction.LITERAL, new Site.Literal(call.offset(), None.NONE));
        }
        Site site = new Site.Type(call.offset(), parts.call());
        if (parts.fallback().isEmpty()) {
            return call(PebbleFunction.TYPE, site, subject(parts.subject()));
        }
        int number = kept++;
        String subject = numbered(PebbleFunction.KEEP, number, subject(parts.subject()));
        return choice(
                call(PebbleFunction.GIVEN, at(call), subject),
                call(PebbleFunction.TYPE, site, numbered(PebbleFunction.KEPT, number)),
                call(PebbleFunction.FALLBACK, site, expression(parts.fallback().get())));
    }

    /** Whether a bare name means a function, which is true as a condition. */
    static boolean isFunction(String name) {
        return name.equals("defined")
                || name.equals(SQL_AND)
                || TypeCallReader.isType(name)
                || Builtin.of(name).isPresent();
    }

    private String[] expressions(Iterable<Expression> expressions) {
        List<String> printed = new ArrayList<>();
        expressions.forEach(expression -> printed.add(expression(expression)));
        return printed.toArray(new String[0]);
    }

    private static Site place(Statement statement) {
        return new Site.Place(statement.offset());
    }

    private static Site at(Expression expression) {
        return new Site.Place(expression.offset());
    }

    private String tag(PebbleFunction function, Site site, String... arguments) {
        return "{{ " + call(function, site, arguments) + " }}";
    }

    private String call(PebbleFunction function, Site site, String... arguments) {
        sites.add(site);
        return numbered(function, sites.size() - 1, arguments);
    }

    private static String numbered(PebbleFunction function, int number, String... arguments) {
        StringBuilder call = new StringBuilder(function.pebble()).append('(').append(number);
        for (String argument : arguments) {
            call.append(", ").append(argument);
        }
        return call.append(')').toString();
    }

    private static String choice(String condition, String then, String otherwise) {
        return "(" + condition + " ? " + then + " : " + otherwise + ")";
    }

    private void problem(int offset, String message) {
        problems.add(new SyntaxException(offset, message));
    }
}
