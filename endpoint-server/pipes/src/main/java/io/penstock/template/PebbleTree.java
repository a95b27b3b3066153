package io.penstock.template;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Iterables;

import io.pebbletemplates.pebble.node.BodyNode;
import io.pebbletemplates.pebble.node.ForNode;
import io.pebbletemplates.pebble.node.IfNode;
import io.pebbletemplates.pebble.node.PrintNode;
import io.pebbletemplates.pebble.node.RenderableNode;
import io.pebbletemplates.pebble.utils.Pair;
import io.penstock.parameter.Spelling;
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
 * Builds a template's tree for Pebble: nothing but its {@code if}, {@code for}, {@code ? :} and
 * {@link PebbleValue}s. So Pebble runs the blocks, Python's meaning is ours, and as no text goes
 * through Pebble's reader, there is nothing to escape.
 *
 * <p>Only what Pebble evaluates lazily may fail lazily: {@code and}, {@code or}, conditional
 * expressions and defaults become {@code ? :}; a value that is needed twice is kept under a number.
 */
final class PebbleTree {
    private static final String SQL_AND = "sql_and";

    private static final int NO_LINE = 0;

    private final List<SyntaxException> problems;
    private final boolean secretsAllowed;
    private final Map<String, Integer> secrets = new LinkedHashMap<>();
    private int keptCount;

    PebbleTree(List<SyntaxException> problems, boolean secretsAllowed) {
        this.problems = problems;
        this.secretsAllowed = secretsAllowed;
    }

    /** Statements for Pebble; what is outside the vocabulary is added to the problems. */
    BodyNode statements(List<Statement> statements) {
        List<RenderableNode> nodes = new ArrayList<>();
        for (int i = 0; i < statements.size(); i++) {
            Statement statement = statements.get(i);
            statement(statement, nodes);
            if (mayLeave(statement)) {
                BodyNode rest = statements(statements.subList(i + 1, statements.size()));
                nodes.add(when(call(PebbleFunction.RUNNING, place(statement)), rest));
                break;
            }
        }
        return new BodyNode(NO_LINE, nodes);
    }

    private void statement(Statement statement, List<RenderableNode> nodes) {
        switch (statement) {
            case Text text ->
                    nodes.add(tag(PebbleFunction.TEXT, new Site.Text(text.offset(), text.text())));
            case Put put ->
                    nodes.add(tag(PebbleFunction.PUT, place(put), expression(put.expression())));
            case Set set ->
                    nodes.add(
                            tag(
                                    PebbleFunction.SET,
                                    new Site.Names(set.offset(), set.names()),
                                    expression(set.value())));
            case If block -> nodes.add(ifBlock(block));
            case For loop -> forBlock(loop, nodes);
            case While loop -> whileBlock(loop, nodes);
            case Leave leave ->
                    nodes.add(
                            tag(
                                    PebbleFunction.LEAVE,
                                    new Site.Literal(leave.offset(), leave.forGood())));
        }
    }

    private RenderableNode ifBlock(If block) {
        List<Pair<io.pebbletemplates.pebble.node.expression.Expression<?>, BodyNode>> branches =
                new ArrayList<>();
        for (Branch branch : block.branches()) {
            branches.add(new Pair<>(truth(branch.condition()), statements(branch.body())));
        }
        return block.otherwise().isEmpty()
                ? new IfNode(NO_LINE, branches)
                : new IfNode(NO_LINE, branches, statements(block.otherwise()));
    }

    private static RenderableNode when(PebbleValue condition, BodyNode then) {
        return new IfNode(NO_LINE, ImmutableList.of(new Pair<>(condition, then)));
    }

    private void forBlock(For loop, List<RenderableNode> nodes) {
        Site names = new Site.Names(loop.offset(), loop.names());
        nodes.add(tag(PebbleFunction.ENTER, place(loop), expression(loop.items())));
        turns(loop, names, statements(loop.body()), nodes);
        exit(loop, loop.otherwise(), nodes);
    }

    private void whileBlock(While loop, List<RenderableNode> nodes) {
        Site names = new Site.Names(loop.offset(), ImmutableList.of());
        nodes.add(tag(PebbleFunction.ENTER, place(loop)));
        PebbleValue holds = call(PebbleFunction.HOLDS, place(loop), expression(loop.condition()));
        turns(loop, names, body(when(holds, statements(loop.body()))), nodes);
        exit(loop, loop.otherwise(), nodes);
    }

    private static void turns(
            Statement loop, Site names, BodyNode body, List<RenderableNode> nodes) {
        RenderableNode turn = when(call(PebbleFunction.TURN, names, new PebbleValue.Item()), body);
        nodes.add(
                new ForNode(
                        NO_LINE,
                        PebbleValue.ITEM,
                        call(PebbleFunction.TURNS, place(loop)),
                        body(turn),
                        null));
    }

    private void exit(
            Statement loop, ImmutableList<Statement> otherwise, List<RenderableNode> nodes) {
        nodes.add(
                otherwise.isEmpty()
                        ? tag(PebbleFunction.EXIT, place(loop))
                        : when(call(PebbleFunction.EXIT, place(loop)), statements(otherwise)));
    }

    private static BodyNode body(RenderableNode node) {
        return new BodyNode(NO_LINE, ImmutableList.of(node));
    }

    /** Whether what follows the statement may have to be skipped. */
    private static boolean mayLeave(Statement statement) {
        return switch (statement) {
            case Leave leave -> true;
            case If block ->
                    Iterables.any(block.otherwise(), PebbleTree::mayLeave)
                            || block.branches().stream()
                                    .anyMatch(
                                            branch ->
                                                    Iterables.any(
                                                            branch.body(), PebbleTree::mayLeave));
            // Those of its turns are its own; the others leave the loop around it.
            case For loop -> Iterables.any(loop.otherwise(), PebbleTree::mayLeave);
            case While loop -> Iterables.any(loop.otherwise(), PebbleTree::mayLeave);
            case Text text -> false;
            case Put put -> false;
            case Set set -> false;
        };
    }

    private PebbleValue truth(Expression condition) {
        return call(PebbleFunction.TRUTH, at(condition), expression(condition));
    }

    private PebbleValue expression(Expression expression) {
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
            case Comparison comparison -> comparison(comparison, 0, Optional.empty());
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

    private PebbleValue name(Name name, boolean function) {
        return call(PebbleFunction.NAME, new Site.Name(name.offset(), name.name(), function));
    }

    /** What a type function or {@code defined} is asked about: a name is never a function there. */
    private PebbleValue subject(Expression expression) {
        return expression instanceof Name name ? name(name, false) : expression(expression);
    }

    /** Python's {@code and} and {@code or} give the operand that decides. */
    private PebbleValue logical(Logical logical) {
        ImmutableList<Expression> operands = logical.operands();
        PebbleValue value = expression(operands.get(operands.size() - 1));
        for (int i = operands.size() - 2; i >= 0; i--) {
            Site place = at(operands.get(i));
            Site kept = new Site.Kept(place.offset(), keptCount++);
            PebbleValue holds =
                    call(
                            PebbleFunction.TRUTH,
                            place,
                            call(PebbleFunction.KEEP, kept, expression(operands.get(i))));
            PebbleValue same = call(PebbleFunction.KEPT, kept);
            value = logical.and() ? choice(holds, value, same) : choice(holds, same, value);
        }
        return value;
    }

    /** Each operand is evaluated once, and none behind a comparison that does not hold. */
    private PebbleValue comparison(Comparison chain, int at, Optional<PebbleValue> left) {
        Site place = new Site.Operator(chain.offset(), chain.operations().get(at));
        PebbleValue first = left.orElseGet(() -> expression(chain.operands().get(at)));
        PebbleValue second = expression(chain.operands().get(at + 1));
        if (at + 1 == chain.operations().size()) {
            return call(PebbleFunction.OPERATOR, place, first, second);
        }
        Site kept = new Site.Kept(chain.offset(), keptCount++);
        PebbleValue holds =
                call(
                        PebbleFunction.OPERATOR,
                        place,
                        first,
                        call(PebbleFunction.KEEP, kept, second));
        return choice(
                holds,
                comparison(chain, at + 1, Optional.of(call(PebbleFunction.KEPT, kept))),
                call(PebbleFunction.LITERAL, new Site.Literal(chain.offset(), false)));
    }

    private PebbleValue slice(Slice slice) {
        return call(
                PebbleFunction.SLICE,
                at(slice),
                expression(slice.target()),
                bound(slice, slice.from()),
                bound(slice, slice.to()),
                bound(slice, slice.step()));
    }

    private PebbleValue bound(Slice slice, Optional<Expression> bound) {
        return expression(bound.orElse(new Literal(slice.offset(), None.NONE)));
    }

    private PebbleValue dictionary(Dictionary dictionary) {
        List<PebbleValue> parts = new ArrayList<>();
        for (int i = 0; i < dictionary.keys().size(); i++) {
            parts.add(expression(dictionary.keys().get(i)));
            parts.add(expression(dictionary.values().get(i)));
        }
        return call(PebbleFunction.DICTIONARY, at(dictionary), parts.toArray(new PebbleValue[0]));
    }

    private PebbleValue method(Method method) {
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

    private PebbleValue function(Call call) {
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

    private PebbleValue sqlAnd(Call call) {
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
        ImmutableList<String> known =
                ImmutableList.<String>builder()
                        .add("defined", "sql_and")
                        .addAll(TypeCallReader.functions())
                        .addAll(Builtin.names())
                        .build();
        String meant = Spelling.suggestion(call.function(), known);
        problem(
                call.offset(),
                "The function '%s' is not supported%s"
                        .formatted(
                                call.function(),
                                meant.isEmpty()
                                        ? "; supported are: " + Joiner.on(", ").join(known)
                                        : meant));
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

    private PebbleValue defined(Call call) {
        if (call.arguments().size() != 1 || !call.keywords().isEmpty()) {
            problem(call.offset(), "defined takes one parameter's name");
            return call(PebbleFunction.LITERAL, new Site.Literal(call.offset(), false));
        }
        return call(PebbleFunction.GIVEN, at(call), subject(call.arguments().get(0)));
    }

    private PebbleValue typeFunction(Call call) {
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
        Site kept = new Site.Kept(call.offset(), keptCount++);
        PebbleValue subject = call(PebbleFunction.KEEP, kept, subject(parts.subject()));
        return choice(
                call(PebbleFunction.GIVEN, at(call), subject),
                call(PebbleFunction.TYPE, site, call(PebbleFunction.KEPT, kept)),
                call(PebbleFunction.FALLBACK, site, expression(parts.fallback().get())));
    }

    /** Whether a bare name means a function, which is true as a condition. */
    static boolean isFunction(String name) {
        return name.equals("defined")
                || name.equals(SQL_AND)
                || TypeCallReader.isType(name)
                || Builtin.of(name).isPresent();
    }

    private PebbleValue[] expressions(Iterable<Expression> expressions) {
        List<PebbleValue> values = new ArrayList<>();
        expressions.forEach(expression -> values.add(expression(expression)));
        return values.toArray(new PebbleValue[0]);
    }

    private static Site place(Statement statement) {
        return new Site.Place(statement.offset());
    }

    private static Site at(Expression expression) {
        return new Site.Place(expression.offset());
    }

    private static RenderableNode tag(
            PebbleFunction function, Site site, PebbleValue... arguments) {
        return new PrintNode(call(function, site, arguments), NO_LINE);
    }

    private static PebbleValue call(PebbleFunction function, Site site, PebbleValue... arguments) {
        return new PebbleValue.Call(function, site, ImmutableList.copyOf(arguments));
    }

    private static PebbleValue choice(
            PebbleValue condition, PebbleValue then, PebbleValue otherwise) {
        return new PebbleValue.Choice(condition, then, otherwise);
    }

    private void problem(int offset, String message) {
        problems.add(new SyntaxException(offset, message));
    }
}
