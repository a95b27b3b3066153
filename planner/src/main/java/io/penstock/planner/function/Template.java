package io.penstock.planner.function;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableMultiset;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * DuckDB text with places:
 *
 * <ul>
 *   <li>{@code $1} the first argument, {@code $*} all, {@code $2*} the second and all after it;
 *   <li>{@code $R} the result's type;
 *   <li>{@code $LIST} and {@code $TEXT} how many elements or bytes may be made, {@code $MANY} and
 *       {@code $LONG} the same for people;
 *   <li>{@code )@} closes the aggregate itself, when the text does not end with it: there DISTINCT,
 *       ORDER BY, FILTER and OVER go.
 * </ul>
 *
 * <p>An argument that stands in several places is evaluated once: unless it is a plain column or
 * literal, all arguments become fields of a struct and the text becomes a lambda over it. So a
 * volatile argument can't differ between a guard and the call it guards, nested calls don't grow
 * the text exponentially, and a {@code ?} stays one {@code ?}.
 */
record Template(String text) {
    private static final Pattern PLACE =
            Pattern.compile("\\$(?:(DISTINCT|ORDER|AFTER|LIST|MANY|TEXT|LONG|R)|(\\d*)(\\*?))");

    /**
     * The text for these arguments.
     *
     * @param resultType DuckDB's name of the result's type
     */
    String fill(List<String> arguments, String resultType) {
        return fill(text, arguments, resultType, ImmutableMap.of());
    }

    /** The text of an aggregate for these arguments and what stands around them. */
    String fill(List<String> arguments, String resultType, AggregateClauses clauses) {
        int close = text.contains(")@") ? text.indexOf(")@") : text.lastIndexOf(')');
        int open = opening(close);
        String rest = text.substring(close + 1);
        String marked =
                text.substring(0, open + 1)
                        + "$DISTINCT"
                        + text.substring(open + 1, close)
                        + "$ORDER)$AFTER"
                        + (rest.startsWith("@") ? rest.substring(1) : rest);
        return fill(
                marked,
                arguments,
                resultType,
                ImmutableMap.of(
                        "DISTINCT", clauses.distinct() ? "DISTINCT " : "",
                        "ORDER", clauses.orderBy().isEmpty() ? "" : " " + clauses.orderBy(),
                        "AFTER", clauses.after().isEmpty() ? "" : " " + clauses.after()));
    }

    private int opening(int close) {
        int depth = 0;
        for (int i = close; i >= 0; i--) {
            if (text.charAt(i) == ')') {
                depth++;
            } else if (text.charAt(i) == '(') {
                depth--;
            }
            if (depth == 0) {
                return i;
            }
        }
        throw new IllegalArgumentException("no aggregate in " + text);
    }

    private static String fill(
            String text,
            List<String> arguments,
            String resultType,
            ImmutableMap<String, String> clauses) {
        boolean constant = arguments.stream().allMatch(PrintedText::isConstant);
        ImmutableMap<String, String> named =
                ImmutableMap.<String, String>builder()
                        .put("R", resultType)
                        .put("LIST", Long.toString(Guard.elements(constant)))
                        .put("MANY", Guard.grouped(Guard.elements(constant)))
                        .put("TEXT", Long.toString(Guard.bytes(constant)))
                        .put("LONG", Guard.grouped(Guard.bytes(constant)))
                        .putAll(clauses)
                        .buildOrThrow();
        ImmutableMultiset<Integer> uses = uses(text, arguments);
        boolean repeats =
                IntStream.range(0, arguments.size())
                        .anyMatch(
                                i ->
                                        uses.count(i) > 1
                                                && !PrintedText.isRepeatable(arguments.get(i)));
        if (!repeats) {
            return substitute(text, arguments, named);
        }
        // The engine wants some constants as such, and a lambda's variable is none.
        return bind(
                arguments,
                i -> uses.count(i) > 1 || !PrintedText.isConstant(arguments.get(i)),
                places -> substitute(text, places, named));
    }

    /** Text over arguments that are evaluated once, whatever they are. */
    static String once(List<String> arguments, Function<List<String>, String> body) {
        return arguments.stream().allMatch(PrintedText::isRepeatable)
                ? body.apply(arguments)
                : bind(arguments, i -> true, body);
    }

    private static String bind(
            List<String> arguments, IntPredicate bound, Function<List<String>, String> body) {
        String fields =
                IntStream.range(0, arguments.size())
                        .filter(bound)
                        .mapToObj(i -> "a%d := %s".formatted(i + 1, arguments.get(i)))
                        .collect(Collectors.joining(", "));
        ImmutableList<String> places =
                IntStream.range(0, arguments.size())
                        .mapToObj(i -> bound.test(i) ? "p.a" + (i + 1) : arguments.get(i))
                        .collect(ImmutableList.toImmutableList());
        return "list_transform([struct_pack(%s)], lambda p: %s)[1]"
                .formatted(fields, body.apply(places));
    }

    private static ImmutableMultiset<Integer> uses(String text, List<String> arguments) {
        ImmutableMultiset.Builder<Integer> uses = ImmutableMultiset.builder();
        Matcher matcher = PLACE.matcher(text);
        while (matcher.find()) {
            uses.addAll(arguments(matcher, arguments.size()));
        }
        return uses.build();
    }

    private static String substitute(
            String text, List<String> arguments, ImmutableMap<String, String> named) {
        return PLACE.matcher(text)
                .replaceAll(
                        match ->
                                Matcher.quoteReplacement(
                                        Optional.ofNullable(match.group(1))
                                                .map(name -> required(named, name))
                                                .orElseGet(() -> joined(match, arguments))));
    }

    private static String required(ImmutableMap<String, String> named, String name) {
        return Optional.ofNullable(named.get(name))
                .orElseThrow(() -> new IllegalArgumentException("no place named " + name));
    }

    private static String joined(MatchResult match, List<String> arguments) {
        return arguments(match, arguments.size()).stream()
                .map(arguments::get)
                .collect(Collectors.joining(", "));
    }

    private static ImmutableList<Integer> arguments(MatchResult match, int count) {
        if (match.group(1) != null) {
            return ImmutableList.of();
        }
        int first = match.group(2).isEmpty() ? 0 : Integer.parseInt(match.group(2)) - 1;
        int last = match.group(3).isEmpty() ? first + 1 : count;
        return IntStream.range(first, last).boxed().collect(ImmutableList.toImmutableList());
    }
}
