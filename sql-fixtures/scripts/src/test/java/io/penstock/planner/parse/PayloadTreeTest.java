package io.penstock.planner.parse;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

import io.penstock.parameter.PipeError;
import io.penstock.spi.error.ErrorKind;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.sql.BoundSql;
import io.penstock.spi.sql.BoundValue;
import io.penstock.template.Arguments;
import io.penstock.template.SourceText;
import io.penstock.template.SqlTemplate;
import io.penstock.template.TemplateEngine;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * The parse tree of rendered SQL does not depend on what a caller passes: read by the planner's own
 * parser it is one that harmless values have too, or the call is refused. A name that a caller may
 * choose is exactly the name in the tree.
 */
final class PayloadTreeTest {
    private static final ImmutableList<String> PAYLOADS = Payloads.all();
    private static final int MAX_BYTES = 32 * 1024;
    private static final int SAMPLE = 50;
    private static final Map<String, ImmutableList<String>> ACCEPTED = new ConcurrentHashMap<>();

    /** What may be wrong with a value; nothing else may happen to a call. */
    private static final ImmutableSet<PipeError> REFUSALS =
            ImmutableSet.of(
                    PipeError.PARAMETER_INVALID,
                    PipeError.PARAMETER_TOO_LARGE,
                    PipeError.TEMPLATE_EVALUATION,
                    PipeError.TEMPLATE_LIMIT);

    static ImmutableList<Position> positions() {
        return Positions.all();
    }

    @Test
    void thereAreEnough() {
        assertThat(PAYLOADS).hasSizeGreaterThanOrEqualTo(3_000).doesNotHaveDuplicates();
        assertThat(positions()).hasSizeGreaterThanOrEqualTo(1_000).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("positions")
    void theTreeDoesNotDependOnThePayload(Position position) {
        Trial trial = new Trial(position);
        ACCEPTED.computeIfAbsent(position.reading(), PayloadTreeTest::accepted).forEach(trial::run);
        assertThat(trial.wrong).as("seed %d: %s", Payloads.SEED, position.template()).isEmpty();
        trial.checkThatSomethingWasTried();
    }

    /**
     * Those that are read there as a value at all, and some of the others: what a type refuses it
     * refuses wherever it stands.
     */
    private static ImmutableList<String> accepted(String reading) {
        SqlTemplate template = compile("%{{ " + reading + " }}");
        ImmutableList.Builder<String> accepted = ImmutableList.builder();
        for (int i = 0; i < PAYLOADS.size(); i++) {
            if (i % SAMPLE == 0 || renders(template, PAYLOADS.get(i))) {
                accepted.add(PAYLOADS.get(i));
            }
        }
        return accepted.build();
    }

    private static boolean renders(SqlTemplate template, String payload) {
        try {
            render(template, payload);
            return true;
        } catch (QueryException e) {
            return false;
        }
    }

    private static BoundSql render(SqlTemplate template, String payload) {
        return template.render(Arguments.of(ImmutableMap.of("p", ImmutableList.of(payload)))).sql();
    }

    static ImmutableList<Position> readings() {
        Map<String, Position> first = new LinkedHashMap<>();
        positions().forEach(position -> first.putIfAbsent(position.reading(), position));
        return ImmutableList.copyOf(first.values());
    }

    @ParameterizedTest
    @MethodSource("readings")
    void everyFunctionSeesEveryPayload(Position position) {
        Trial trial = new Trial(position);
        PAYLOADS.forEach(trial::run);
        assertThat(trial.wrong).as("seed %d", Payloads.SEED).isEmpty();
    }

    @Test
    void namesOfParametersReachNothing() {
        SqlTemplate template = compile("%SELECT {{ String(p, 'd') }} FROM t WHERE x = {{ q }}");
        for (String payload : PAYLOADS) {
            BoundSql sql =
                    template.render(
                                    Arguments.of(
                                            ImmutableMap.of(
                                                    payload.equals("p") ? "p'" : payload,
                                                    ImmutableList.of(payload),
                                                    "q",
                                                    ImmutableList.of("v"))))
                            .sql();
            assertThat(sql.text()).isEqualTo("SELECT ? FROM t WHERE x = ?");
            assertThat(sql.values()).extracting(BoundValue::value).containsExactly("d", "v");
        }
    }

    private static SqlTemplate compile(String text) {
        return SqlTemplate.compile(new TemplateEngine(), SourceText.of(text));
    }

    /** One template with all payloads. Thread: one. */
    private static final class Trial {
        private final Position position;
        private final SqlTemplate template;
        private final Map<String, String> outlines = new HashMap<>();
        private final ImmutableSet<String> harmless;
        final Set<String> wrong = new TreeSet<>();
        int rendered;

        Trial(Position position) {
            this.position = position;
            this.template = compile(position.template());
            ImmutableSet.Builder<String> trees = ImmutableSet.builder();
            Position.HARMLESS.forEach(value -> outline(value).ifPresent(trees::add));
            this.harmless = trees.build();
        }

        /** The tree that a harmless value makes, if it makes one. */
        private Optional<String> outline(String value) {
            try {
                return Optional.of(outline(render(template, value)));
            } catch (QueryException e) {
                return Optional.empty();
            }
        }

        private String outline(BoundSql sql) {
            return outlines.computeIfAbsent(sql.text(), text -> Outline.of(sql));
        }

        void checkThatSomethingWasTried() {
            boolean possible =
                    switch (position.outcome()) {
                        case NAME, NAMES, VERBATIM -> true;
                        case VALUE -> !harmless.isEmpty();
                        case REFUSED -> false;
                    };
            assertThat(rendered > 0).as("%d payloads got through", rendered).isEqualTo(possible);
        }

        void run(String payload) {
            try {
                BoundSql sql = render(template, payload);
                check(payload, sql);
                rendered++;
            } catch (QueryException e) {
                refused(payload, e);
            } catch (StackOverflowError e) {
                // A tree too deep for the parser, which SqlParsing refuses.
                checkThatTwinIsTooDeep(payload);
            } catch (RuntimeException e) {
                wrong(payload, "fails with " + e);
            }
        }

        private void checkThatTwinIsTooDeep(String payload) {
            try {
                outline(position.twin(payload));
                wrong(payload, "is nested too deeply");
            } catch (StackOverflowError e) {
                // So would be any list of that length.
            }
        }

        private void check(String payload, BoundSql sql) {
            String tree = outline(sql);
            if (!expected(payload).contains(tree)) {
                wrong(payload, "makes the tree " + tree);
            }
            for (BoundValue value : sql.values()) {
                if (value.value() instanceof String text && !isText(text)) {
                    wrong(payload, "binds what is no text");
                }
                if (position.outcome() == Position.Outcome.VERBATIM
                        && !payload.equals(value.value())) {
                    wrong(payload, "arrives as " + value.value());
                }
            }
        }

        private ImmutableSet<String> expected(String payload) {
            return switch (position.outcome()) {
                case VALUE, VERBATIM, REFUSED ->
                        ImmutableSet.<String>builder()
                                .addAll(harmless)
                                .addAll(outline(position.twin(payload)).stream().toList())
                                .build();
                case NAME -> named(ImmutableList.of(payload));
                case NAMES -> named(items(payload));
            };
        }

        /** The tree of harmless names with the caller's in their places. */
        private ImmutableSet<String> named(ImmutableList<String> names) {
            ImmutableList<String> twins =
                    IntStream.range(0, names.size())
                            .mapToObj(i -> Position.NAME + i)
                            .collect(ImmutableList.toImmutableList());
            String tree = outline(String.join(",", twins)).orElseThrow();
            for (int i = 0; i < names.size(); i++) {
                String name = Outline.name(Splitter.on('.').splitToList(names.get(i)));
                tree = tree.replace("<" + twins.get(i) + ">", name);
            }
            return ImmutableSet.of(tree);
        }

        private static ImmutableList<String> items(String payload) {
            return Splitter.on(',')
                    .splitToStream(payload)
                    .map(String::strip)
                    .collect(ImmutableList.toImmutableList());
        }

        private void refused(String payload, QueryException e) {
            boolean told =
                    e.code().kind() == ErrorKind.USER
                            && e.getMessage() != null
                            && (!e.getMessage().isBlank() || e.code() == PipeError.TEMPLATE_ERROR)
                            && !e.getMessage().contains("java.")
                            && !e.getMessage().contains("io.p");
            if (!told) {
                wrong(payload, "is refused with " + e);
            }
            boolean known =
                    e.code() instanceof PipeError code
                            && (REFUSALS.contains(code) || position.refusals().contains(code));
            if (!known) {
                wrong(payload, "is refused with " + e.code() + ": " + e.getMessage());
            }
            boolean fine =
                    isText(payload) && payload.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
            if (fine && position.outcome() == Position.Outcome.VERBATIM) {
                wrong(payload, "is refused though it is a text: " + e.getMessage());
            }
        }

        private void wrong(String payload, String what) {
            String shown = payload.length() > 80 ? payload.substring(0, 80) + "…" : payload;
            wrong.add("'" + shown + "' " + what);
        }
    }

    private static boolean isText(String text) {
        return text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
