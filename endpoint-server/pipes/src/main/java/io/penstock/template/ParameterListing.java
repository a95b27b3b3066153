package io.penstock.template;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;

import io.penstock.parameter.Parameter;
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

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;

/**
 * Finds a template's parameters: the first argument of each type function, and every other name
 * that is no variable set before. A declaration with a type counts more than a bare name.
 */
final class ParameterListing {
    /** Names that people write for Python's constants; callers never pass them. */
    private static final ImmutableSet<String> LOOKALIKES = ImmutableSet.of("true", "false", "null");

    private final SourceText source;
    private final Map<String, Parameter> typed = new LinkedHashMap<>();
    private final Map<String, Name> bare = new LinkedHashMap<>();
    private final java.util.Set<String> required = new HashSet<>();
    private final java.util.Set<String> order = new LinkedHashSet<>();
    private final java.util.Set<String> variables = new HashSet<>();
    private final ImmutableList.Builder<TemplateProblem> notices = ImmutableList.builder();
    private final Map<String, java.util.Set<String>> compared = new LinkedHashMap<>();
    private final Map<String, String> defaults = new HashMap<>();
    private final java.util.Set<String> decisive = new HashSet<>();
    private int conditions;
    private int deciding;
    private boolean inPut;

    private ParameterListing(SourceText source) {
        this.source = source;
    }

    /**
     * What was found.
     *
     * @param parameters in the order of the text
     * @param compared texts with which conditions compare a parameter, for checks of both branches
     * @param decisive parameters that decide which way the template takes
     * @param declared parameters that a type function reads
     * @param notices what the author should know
     */
    record Listing(
            ImmutableList<Parameter> parameters,
            ImmutableList<Choice> compared,
            ImmutableSet<String> decisive,
            ImmutableSet<String> declared,
            ImmutableList<TemplateProblem> notices) {}

    /** A parameter and a text that some condition compares it with. */
    record Choice(String parameter, String text) {}

    static Listing of(SourceText source, ImmutableList<Statement> statements) {
        ParameterListing listing = new ParameterListing(source);
        listing.walk(statements);
        return listing.listing();
    }

    private Listing listing() {
        ImmutableList.Builder<Parameter> parameters = ImmutableList.builder();
        for (String name : order) {
            Parameter known = typed.get(name);
            parameters.add(known == null ? bareParameter(name) : known);
        }
        ImmutableList.Builder<Choice> choices = ImmutableList.builder();
        compared.forEach((name, texts) -> texts.forEach(t -> choices.add(new Choice(name, t))));
        return new Listing(
                parameters.build(),
                choices.build(),
                ImmutableSet.copyOf(decisive),
                ImmutableSet.copyOf(typed.keySet()),
                notices.build());
    }

    private Parameter bareParameter(String name) {
        Name use = bare.getOrDefault(name, new Name(0, name));
        return new Parameter(
                name,
                "String",
                Optional.ofNullable(defaults.get(name)),
                required.contains(name),
                Optional.empty(),
                Optional.empty(),
                ImmutableList.of(),
                Optional.empty(),
                source.position(use.offset()));
    }

    private void walk(ImmutableList<Statement> statements) {
        statements.forEach(this::walk);
    }

    private void walk(Statement statement) {
        switch (statement) {
            case Text text -> {}
            case Leave leave -> {}
            case Put put -> put(put.expression());
            case Set set -> {
                decide(set.value());
                variables.addAll(set.names());
            }
            case If block -> ifBlock(block);
            case For loop -> {
                decide(loop.items());
                variables.addAll(loop.names());
                conditional(() -> walk(loop.body()));
                conditional(() -> walk(loop.otherwise()));
            }
            case While loop -> {
                decide(loop.condition());
                conditional(() -> walk(loop.body()));
                conditional(() -> walk(loop.otherwise()));
            }
        }
    }

    private void put(Expression expression) {
        if (expression instanceof Name name && conditions == 0) {
            required.add(name.name());
        }
        inPut = true;
        visit(expression);
        inPut = false;
    }

    /** Tables that {@code table(x, 'default', enum=[..])} may stand for, as far as it says so. */
    static ImmutableList<String> tables(Expression expression) {
        boolean table =
                expression instanceof Call call
                        && (call.function().equals("table")
                                || call.function().equals("TABLE")
                                || call.function().equals("symbol")
                                || call.function().equals("Symbol"));
        if (!table) {
            return ImmutableList.of();
        }
        TypeCallReader.Parts parts = TypeCallReader.read((Call) expression);
        java.util.Set<String> names = new LinkedHashSet<>(parts.call().allowed());
        parts.fallback().flatMap(Constants::fold).map(Constants::text).ifPresent(names::add);
        return ImmutableList.copyOf(names);
    }

    private void ifBlock(If block) {
        decide(block.branches().get(0).condition());
        conditional(
                () -> {
                    for (Branch branch : block.branches()) {
                        decide(branch.condition());
                        walk(branch.body());
                    }
                    walk(block.otherwise());
                });
    }

    private void decide(Expression expression) {
        deciding++;
        visit(expression);
        deciding--;
    }

    private void conditional(Runnable inner) {
        conditions++;
        inner.run();
        conditions--;
    }

    private void visit(Expression expression) {
        switch (expression) {
            case Literal literal -> {}
            case Name name -> name(name);
            case Call call -> call(call);
            case Comparison comparison -> {
                comparison.operands().forEach(this::visit);
                choices(comparison);
            }
            case Logical logical -> {
                decide(logical.operands().get(0));
                conditional(() -> Iterables.skip(logical.operands(), 1).forEach(this::decide));
            }
            case Conditional conditional -> {
                decide(conditional.condition());
                conditional(() -> visit(conditional.then()));
                conditional(() -> visit(conditional.otherwise()));
            }
            case Method method -> {
                visit(method.target());
                method.arguments().forEach(this::visit);
            }
            case Subscript subscript -> {
                visit(subscript.target());
                visit(subscript.index());
            }
            case Slice slice -> {
                visit(slice.target());
                slice.from().ifPresent(this::visit);
                slice.to().ifPresent(this::visit);
                slice.step().ifPresent(this::visit);
            }
            case Operator operator -> operator.operands().forEach(this::visit);
            case Sequence sequence -> sequence.items().forEach(this::visit);
            case Dictionary dictionary -> {
                dictionary.keys().forEach(this::visit);
                dictionary.values().forEach(this::visit);
            }
        }
    }

    private void name(Name name) {
        if (variables.contains(name.name()) || PebbleTree.isFunction(name.name())) {
            return;
        }
        if (LOOKALIKES.contains(name.name())) {
            notice(
                    name.offset(),
                    "'%s' is a parameter's name here; Python writes True, False and None"
                            .formatted(name.name()));
            return;
        }
        met(name.name());
        bare.putIfAbsent(name.name(), name);
    }

    private void met(String name) {
        order.add(name);
        if (deciding > 0) {
            decisive.add(name);
        }
    }

    private void call(Call call) {
        if (TypeCallReader.isType(call.function())) {
            typeCall(call);
            return;
        }
        if (call.function().equals("defined")
                && call.arguments().get(0) instanceof Name name
                && !variables.contains(name.name())) {
            met(name.name());
            bare.putIfAbsent(name.name(), name);
            return;
        }
        if (call.function().equals("sql_and")) {
            conditional(() -> call.keywords().values().forEach(this::decide));
            return;
        }
        if (call.function().equals("split_to_array")) {
            split(call);
        }
        call.arguments().forEach(this::visit);
        call.keywords().values().forEach(this::visit);
    }

    /** A list that an author reads from a text has a default like a type function's. */
    private void split(Call call) {
        Optional<Expression> fallback =
                call.arguments().size() > 1
                        ? Optional.of(call.arguments().get(1))
                        : Optional.ofNullable(call.keywords().get("default"));
        if (call.arguments().get(0) instanceof Name name && !variables.contains(name.name())) {
            order.add(name.name());
            fallback.flatMap(Constants::fold)
                    .ifPresent(value -> defaults.putIfAbsent(name.name(), Constants.text(value)));
        }
    }

    private void typeCall(Call call) {
        TypeCallReader.Parts parts = TypeCallReader.read(call);
        boolean falseByName = parts.fallback().filter(ParameterListing::lookalike).isPresent();
        if (!falseByName) {
            parts.fallback().ifPresent(fallback -> conditional(() -> visit(fallback)));
        }
        if (!(parts.subject() instanceof Name name) || variables.contains(name.name())) {
            visit(parts.subject());
            return;
        }
        met(name.name());
        if (parts.call().shape() == TypeCall.Shape.JSON) {
            // A check without a call tries an object, too.
            compared.computeIfAbsent(name.name(), key -> new LinkedHashSet<>()).add("{}");
        }
        Parameter found = parameter(call, parts, name.name());
        Parameter before = typed.putIfAbsent(name.name(), found);
        if (before != null) {
            typed.put(name.name(), before.mergedWith(found));
            if (!before.type().equals(found.type())) {
                notice(
                        call.offset(),
                        "The parameter '%s' is %s here and %s before; callers are told the first"
                                .formatted(name.name(), found.type(), before.type()));
            }
        }
    }

    private static boolean lookalike(Expression fallback) {
        return fallback instanceof Name name && LOOKALIKES.contains(name.name());
    }

    private Parameter parameter(Call call, TypeCallReader.Parts parts, String name) {
        var keywords = parts.keywords();
        Optional<String> defaultValue =
                parts.fallback()
                        .flatMap(
                                fallback ->
                                        lookalike(fallback)
                                                ? Optional.of(((Name) fallback).name())
                                                : Constants.fold(fallback).map(Constants::text));
        boolean needed = parts.fallback().isEmpty() && conditions == 0 && inPut;
        return new Parameter(
                name,
                parts.call().typeName(),
                defaultValue,
                parts.call().required() || needed,
                Optional.ofNullable(keywords.get("description")).map(Constants::text),
                Optional.ofNullable(keywords.get("example")).map(Constants::text),
                parts.call().allowed(),
                parts.call().format(),
                source.position(call.offset()));
    }

    /** Notes {@code name == 'text'}, {@code String(name) == 'text'} and {@code name in [..]}. */
    private void choices(Comparison comparison) {
        if (comparison.operands().size() != 2) {
            return;
        }
        Expression left = comparison.operands().get(0);
        Expression right = comparison.operands().get(1);
        String name = subject(left);
        Expression other = name.isEmpty() ? left : right;
        String parameter = name.isEmpty() ? subject(right) : name;
        Optional<Object> constant = Constants.fold(other);
        if (parameter.isEmpty() || constant.isEmpty()) {
            return;
        }
        Iterable<?> values =
                constant.get() instanceof java.util.List<?> list
                        ? list
                        : ImmutableList.of(constant.get());
        for (Object value : values) {
            compared.computeIfAbsent(parameter, key -> new LinkedHashSet<>())
                    .add(Constants.text(value));
        }
    }

    private static String subject(Expression expression) {
        return switch (expression) {
            case Name name -> name.name();
            case Call call
                    when TypeCallReader.isType(call.function())
                            && !call.arguments().isEmpty()
                            && call.arguments().get(0) instanceof Name name ->
                    name.name();
            default -> "";
        };
    }

    private void notice(int offset, String message) {
        notices.add(new TemplateProblem(source.position(offset), message));
    }
}
