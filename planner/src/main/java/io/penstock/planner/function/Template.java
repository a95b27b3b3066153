package io.penstock.planner.function;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * DuckDB text with places for arguments: {@code $1} for the first, {@code $*} for all, {@code $2*}
 * for the second and all after it.
 *
 * <p>An argument that stands in several places is evaluated once: unless it is a plain column or
 * literal, all arguments become fields of a struct and the text becomes a lambda over it. So a
 * volatile argument can't differ between a guard and the call it guards, nested calls don't grow
 * the text exponentially, and a {@code ?} stays one {@code ?}.
 */
record Template(String text) {
    private static final Pattern PLACE = Pattern.compile("\\$(\\d*)(\\*?)");
    private static final Pattern SIMPLE =
            Pattern.compile(
                    "-?[0-9]+(\\.[0-9]+)?|NULL|TRUE|FALSE|'[^'?]*'"
                            + "|([A-Za-z_]\\w*|\"[^\"?]*\")(\\.([A-Za-z_]\\w*|\"[^\"?]*\"))?");

    /** The text for these arguments. */
    String fill(List<String> arguments) {
        if (!repeats(arguments)) {
            return substitute(arguments);
        }
        String fields =
                IntStream.range(0, arguments.size())
                        .mapToObj(i -> "a%d := %s".formatted(i + 1, arguments.get(i)))
                        .collect(Collectors.joining(", "));
        ImmutableList<String> places =
                IntStream.rangeClosed(1, arguments.size())
                        .mapToObj(i -> "p.a" + i)
                        .collect(ImmutableList.toImmutableList());
        return "list_transform([struct_pack(%s)], lambda p: %s)[1]"
                .formatted(fields, substitute(places));
    }

    private boolean repeats(List<String> arguments) {
        ImmutableSet.Builder<Integer> once = ImmutableSet.builder();
        int places = 0;
        Matcher matcher = PLACE.matcher(text);
        while (matcher.find()) {
            for (int i : arguments(matcher, arguments.size())) {
                if (!SIMPLE.matcher(arguments.get(i)).matches()) {
                    once.add(i);
                    places++;
                }
            }
        }
        return once.build().size() < places;
    }

    private String substitute(List<String> arguments) {
        return PLACE.matcher(text)
                .replaceAll(
                        match ->
                                Matcher.quoteReplacement(
                                        arguments(match, arguments.size()).stream()
                                                .map(arguments::get)
                                                .collect(Collectors.joining(", "))));
    }

    private static ImmutableList<Integer> arguments(java.util.regex.MatchResult match, int count) {
        int first = match.group(1).isEmpty() ? 0 : Integer.parseInt(match.group(1)) - 1;
        int last = match.group(2).isEmpty() ? first + 1 : count;
        return IntStream.range(first, last).boxed().collect(ImmutableList.toImmutableList());
    }
}
