package io.penstock.template;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

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
import io.penstock.template.Token.Kind;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads Python expressions by recursive descent, one method for each level of precedence. Source:
 * chapter "Expressions" of Python's reference; left out, with a message: lambda, comprehensions,
 * sets, bit operators, starred arguments, attributes that are not called.
 */
final class ExpressionParser {
    /** Deeper nesting than people write, and far from the end of any stack. */
    private static final int MAX_DEPTH = 64;

    /** What stands in a row without parentheses is a deep tree, too. */
    private static final int MAX_LINKS = 250;

    private static final int MAX_SHOWN = 30;
    private static final ImmutableSet<String> KEYWORDS =
            ImmutableSet.of(
                    "and",
                    "or",
                    "not",
                    "in",
                    "is",
                    "if",
                    "else",
                    "lambda",
                    "for",
                    "while",
                    "None",
                    "True",
                    "False",
                    "import",
                    "def",
                    "class",
                    "return",
                    "yield",
                    "await",
                    "async",
                    "from",
                    "global",
                    "nonlocal",
                    "del",
                    "assert",
                    "raise",
                    "with",
                    "as",
                    "pass");
    private static final ImmutableMap<String, Operation> COMPARATORS =
            ImmutableMap.<String, Operation>builder()
                    .put("==", Operation.EQUAL)
                    .put("!=", Operation.NOT_EQUAL)
                    .put("<", Operation.LESS)
                    .put("<=", Operation.LESS_OR_EQUAL)
                    .put(">", Operation.GREATER)
                    .put(">=", Operation.GREATER_OR_EQUAL)
                    .put("in", Operation.IN)
                    .put("is", Operation.IS)
                    .buildOrThrow();
    private static final ImmutableMap<String, Operation> SUMS =
            ImmutableMap.of("+", Operation.ADD, "-", Operation.SUBTRACT);
    private static final ImmutableMap<String, Operation> PRODUCTS =
            ImmutableMap.of(
                    "*", Operation.MULTIPLY,
                    "/", Operation.DIVIDE,
                    "//", Operation.FLOOR_DIVIDE,
                    "%", Operation.REMAINDER);

    private final ImmutableList<Token> tokens;
    private int at;
    private int depth;
    private int links;

    ExpressionParser(ImmutableList<Token> tokens) {
        this.tokens = tokens;
    }

    /** The whole tag is one expression; a tuple may stand without parentheses. */
    Expression whole() {
        Expression expression = expressionOrTuple();
        end();
        return expression;
    }

    /** An expression, or several with commas between them. */
    Expression expressionOrTuple() {
        int offset = token().offset();
        Expression first = expression();
        return token().is(",") ? new Sequence(offset, restOfTuple(first), true) : first;
    }

    /** {@code name, name}, as after {@code for} and {@code set}. */
    ImmutableList<String> names() {
        boolean bracket = accept("(");
        ImmutableList.Builder<String> names = ImmutableList.builder();
        do {
            names.add(name("a variable's name"));
        } while (accept(",") && token().kind() == Kind.NAME);
        if (bracket) {
            expect(")");
        }
        return names.build();
    }

    /** Takes the next token if it is this. */
    boolean accept(String symbolOrWord) {
        boolean there = token().is(symbolOrWord);
        if (there) {
            at++;
        }
        return there;
    }

    void expect(String symbolOrWord) {
        if (!accept(symbolOrWord)) {
            throw new SyntaxException(
                    token().offset(),
                    "Expected '%s' but found %s".formatted(symbolOrWord, token().shown()));
        }
    }

    /** Between items stands a comma, behind the last may be one. */
    private void comma(String close) {
        if (!token().is(close) && !accept(",")) {
            throw new SyntaxException(
                    token().offset(),
                    "Expected '%s' or ',' but found %s".formatted(close, token().shown()));
        }
    }

    void end() {
        if (token().kind() != Kind.END) {
            throw new SyntaxException(
                    token().offset(), "Unexpected %s".formatted(token().shown()) + hint());
        }
    }

    private String hint() {
        if (token().is("=")) {
            return "; write == to compare";
        }
        if (token().is("|")) {
            return "; templates have no filters, write a function call";
        }
        if (token().is("&") || token().is("^")) {
            return "; write 'and' or 'or'";
        }
        return "";
    }

    Expression expression() {
        return nested(this::conditional);
    }

    private Expression conditional() {
        refuse("lambda");
        Expression value = or();
        if (!token().is("if")) {
            return value;
        }
        int offset = take().offset();
        Expression condition = or();
        expect("else");
        return new Conditional(offset, condition, value, expression());
    }

    private Expression or() {
        return logical("or", this::and);
    }

    private Expression and() {
        return logical("and", this::not);
    }

    private Expression logical(String word, Supplier<Expression> operand) {
        int offset = token().offset();
        Expression first = operand.get();
        if (!token().is(word)) {
            return first;
        }
        ImmutableList.Builder<Expression> operands = ImmutableList.builder();
        operands.add(first);
        while (accept(word)) {
            link();
            operands.add(operand.get());
        }
        return new Logical(offset, word.equals("and"), operands.build());
    }

    private Expression not() {
        if (!token().is("not")) {
            return comparison();
        }
        int offset = take().offset();
        return nested(() -> unary(Operation.NOT, offset, not()));
    }

    private Expression comparison() {
        Expression first = sum();
        List<Expression> operands = new ArrayList<>(List.of(first));
        ImmutableList.Builder<Operation> operations = ImmutableList.builder();
        int offset = token().offset();
        for (Optional<Operation> next = comparator(); next.isPresent(); next = comparator()) {
            link();
            operations.add(next.get());
            operands.add(sum());
        }
        return operands.size() == 1
                ? first
                : new Comparison(offset, ImmutableList.copyOf(operands), operations.build());
    }

    private Optional<Operation> comparator() {
        if (token().is("not") && tokens.get(at + 1).is("in")) {
            at += 2;
            return Optional.of(Operation.NOT_IN);
        }
        if (token().is("<>")) {
            throw new SyntaxException(token().offset(), "'<>' is not Python; write !=");
        }
        if (token().kind() == Kind.TEXT || !COMPARATORS.containsKey(token().text())) {
            return Optional.empty();
        }
        Operation operation = COMPARATORS.get(take().text());
        boolean isNot = operation == Operation.IS && accept("not");
        return Optional.ofNullable(isNot ? Operation.IS_NOT : operation);
    }

    private Expression sum() {
        return leftToRight(SUMS, this::product);
    }

    private Expression product() {
        return leftToRight(PRODUCTS, this::factor);
    }

    private Expression leftToRight(
            ImmutableMap<String, Operation> operations, Supplier<Expression> operand) {
        Expression left = operand.get();
        while (token().kind() == Kind.SYMBOL && operations.containsKey(token().text())) {
            link();
            Token symbol = take();
            Operation operation = operations.getOrDefault(symbol.text(), Operation.ADD);
            left = new Operator(symbol.offset(), operation, ImmutableList.of(left, operand.get()));
        }
        return left;
    }

    private Expression factor() {
        refuse("~");
        if (token().is("-") || token().is("+")) {
            Token sign = take();
            Operation operation = sign.is("-") ? Operation.NEGATE : Operation.POSITIVE;
            return nested(() -> unary(operation, sign.offset(), factor()));
        }
        Expression base = primary();
        if (!token().is("**")) {
            return base;
        }
        int offset = take().offset();
        return nested(
                () -> new Operator(offset, Operation.POWER, ImmutableList.of(base, factor())));
    }

    private Expression nested(Supplier<Expression> inner) {
        if (++depth > MAX_DEPTH) {
            throw new SyntaxException(
                    token().offset(), "The expression is nested over %d deep".formatted(MAX_DEPTH));
        }
        Expression expression = inner.get();
        depth--;
        return expression;
    }

    private void link() {
        if (++links > MAX_LINKS) {
            throw new SyntaxException(
                    token().offset(),
                    "The expression has over %,d parts; {%% set %%} takes it apart"
                            .formatted(MAX_LINKS));
        }
    }

    private static Expression unary(Operation operation, int offset, Expression operand) {
        return new Operator(offset, operation, ImmutableList.of(operand));
    }

    private Expression primary() {
        Expression value = atom();
        while (token().is(".") || token().is("[") || token().is("(")) {
            link();
            value =
                    token().is(".")
                            ? method(value)
                            : token().is("[") ? subscript(value) : call(value);
        }
        return value;
    }

    private Expression call(Expression target) {
        if (!(target instanceof Name function)) {
            throw new SyntaxException(token().offset(), "Only functions and methods can be called");
        }
        take();
        ImmutableList.Builder<Expression> arguments = ImmutableList.builder();
        Map<String, Expression> keywords = new LinkedHashMap<>();
        while (!accept(")")) {
            argument(arguments, keywords);
        }
        return new Call(
                function.offset(),
                function.name(),
                arguments.build(),
                ImmutableMap.copyOf(keywords));
    }

    private void argument(
            ImmutableList.Builder<Expression> arguments, Map<String, Expression> keywords) {
        refuse("*");
        refuse("**");
        Token word = token();
        if (word.kind() == Kind.NAME && tokens.get(at + 1).is("=")) {
            at += 2;
            if (keywords.put(word.text(), expression()) != null) {
                throw new SyntaxException(
                        word.offset(), "The keyword '%s' stands twice".formatted(word.text()));
            }
        } else if (!keywords.isEmpty()) {
            throw new SyntaxException(
                    word.offset(), "An argument without a keyword stands after one with a keyword");
        } else {
            arguments.add(expression());
        }
        refuse("for");
        comma(")");
    }

    private Expression method(Expression target) {
        int offset = take().offset();
        String name = name("a method's name");
        if (!token().is("(")) {
            throw new SyntaxException(
                    offset,
                    "'.%s' is not supported: only methods can follow a dot, such as .split(',')"
                            .formatted(name));
        }
        take();
        ImmutableList.Builder<Expression> arguments = ImmutableList.builder();
        while (!accept(")")) {
            arguments.add(expression());
            refuse("=");
            comma(")");
        }
        return new Method(offset, target, name, arguments.build());
    }

    private Expression subscript(Expression target) {
        int offset = take().offset();
        Optional<Expression> from = sliceBound();
        if (from.isPresent() && accept("]")) {
            return new Subscript(offset, target, from.get());
        }
        expect(":");
        Optional<Expression> to = sliceBound();
        Optional<Expression> step = accept(":") ? sliceBound() : Optional.empty();
        expect("]");
        return new Slice(offset, target, from, to, step);
    }

    private Optional<Expression> sliceBound() {
        return token().is(":") || token().is("]") ? Optional.empty() : Optional.of(expression());
    }

    private Expression atom() {
        Token token = token();
        return switch (token.kind()) {
            case TEXT -> texts();
            case NUMBER -> number(take());
            case NAME -> word(take());
            case SYMBOL -> bracketed(token);
            case END -> throw new SyntaxException(token.offset(), "An expression is missing here");
        };
    }

    private Expression texts() {
        int offset = token().offset();
        StringBuilder text = new StringBuilder();
        while (token().kind() == Kind.TEXT) {
            text.append(take().text());
        }
        return new Literal(offset, text.toString());
    }

    private static Expression word(Token token) {
        return switch (token.text()) {
            case "True" -> new Literal(token.offset(), true);
            case "False" -> new Literal(token.offset(), false);
            case "None" -> new Literal(token.offset(), None.NONE);
            default -> {
                if (KEYWORDS.contains(token.text())) {
                    throw new SyntaxException(
                            token.offset(), "Unexpected '%s'".formatted(token.text()));
                }
                yield new Name(token.offset(), token.text());
            }
        };
    }

    private static Expression number(Token token) {
        try {
            return new Literal(token.offset(), PythonNumbers.literal(token.text()));
        } catch (NumberFormatException e) {
            throw new SyntaxException(
                    token.offset(),
                    "'%s' is no number".formatted(Ascii.truncate(token.text(), MAX_SHOWN, "..")));
        }
    }

    private Expression bracketed(Token token) {
        return switch (token.text()) {
            case "(" -> parenthesised(take());
            case "[" -> new Sequence(take().offset(), items("]"), false);
            case "{" -> dictionary(take());
            default ->
                    throw new SyntaxException(
                            token.offset(), "Unexpected '%s'".formatted(token.text()));
        };
    }

    private Expression parenthesised(Token open) {
        if (accept(")")) {
            return new Sequence(open.offset(), ImmutableList.of(), true);
        }
        Expression first = expression();
        refuse("for");
        if (accept(")")) {
            return first;
        }
        Expression tuple = new Sequence(open.offset(), restOfTuple(first), true);
        expect(")");
        return tuple;
    }

    private ImmutableList<Expression> restOfTuple(Expression first) {
        ImmutableList.Builder<Expression> items = ImmutableList.builder();
        items.add(first);
        while (accept(",") && !token().is(")") && token().kind() != Kind.END) {
            items.add(expression());
        }
        return items.build();
    }

    private ImmutableList<Expression> items(String close) {
        ImmutableList.Builder<Expression> items = ImmutableList.builder();
        while (!accept(close)) {
            items.add(expression());
            refuse("for");
            comma(close);
        }
        return items.build();
    }

    private Expression dictionary(Token open) {
        ImmutableList.Builder<Expression> keys = ImmutableList.builder();
        ImmutableList.Builder<Expression> values = ImmutableList.builder();
        while (!accept("}")) {
            keys.add(expression());
            expect(":");
            values.add(expression());
            comma("}");
        }
        return new Dictionary(open.offset(), keys.build(), values.build());
    }

    private void refuse(String symbolOrWord) {
        if (token().is(symbolOrWord)) {
            throw new SyntaxException(
                    token().offset(), "'%s' is not supported here".formatted(symbolOrWord));
        }
    }

    private String name(String wanted) {
        if (token().kind() != Kind.NAME || KEYWORDS.contains(token().text())) {
            throw new SyntaxException(
                    token().offset(),
                    "Expected %s but found %s".formatted(wanted, token().shown()));
        }
        return take().text();
    }

    private Token token() {
        return tokens.get(at);
    }

    private Token take() {
        return tokens.get(at++);
    }
}
