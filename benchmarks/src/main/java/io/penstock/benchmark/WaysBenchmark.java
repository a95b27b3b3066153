package io.penstock.benchmark;

import static io.penstock.benchmark.Report.number;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import io.penstock.fixture.tpch.TpchQueries;
import io.penstock.planner.dispatch.Way;
import io.penstock.query.QueryPlan;
import io.penstock.spi.error.EngineError;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.sql.BoundSql;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * TPC-H at scale 1 with its tables in several placements over Parquet and PostgreSQL: the planner's
 * own way of splitting each query, against the best of the others forced by hand. All ways take
 * turns; one that takes half as long again as the planner's is stopped, and one that asks the same
 * as the planner's isn't run.
 */
final class WaysBenchmark {
    private static final double MOST = 1.1;
    private static final int ROUNDS = 2;

    /** Of queries that seem slower than another way, so that noise alone doesn't say so. */
    private static final int MORE_ROUNDS = 5;

    private static final int LONG_ROUNDS = 0;
    private static final int MORE_LONG_ROUNDS = 2;
    private static final double LONG_MILLIS = 1_000;
    private static final double TOO_LONG = 1.5;

    /** The first runs of a way have its plan to make, too. */
    private static final double FIRST_MILLIS = 150;

    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final ImmutableList<Way> FORCED =
            ImmutableList.of(Way.AT_SOURCES, Way.SHIPPED, Way.KEYS_FIRST);

    /** Which tables are in Parquet; the others are in PostgreSQL. */
    private enum Placement {
        FACTS_IN_PARQUET("lineitem|orders"),
        LINES_IN_POSTGRES("orders|customer|part|supplier|partsupp|nation|region"),
        FACTS_IN_POSTGRES("part|supplier|partsupp|nation|region"),
        ALL_IN_POSTGRES("-");

        private final String lake;

        Placement(String lake) {
            this.lake = lake;
        }

        BoundSql placed(int query) {
            return BoundSql.of(
                    TpchQueries.text(query)
                            .replaceAll("tpch\\.(%s)\\b".formatted(lake), "lake.$1")
                            .replace("tpch.", "shop."));
        }
    }

    private record Result(Placement placement, int query, double ratio) {}

    private final Report report;
    private final Path work;
    private final ImmutableSet<Integer> queries;

    /**
     * Some queries of TPC-H.
     *
     * @param queries their numbers, from 1 to 22
     */
    WaysBenchmark(Report report, Path work, ImmutableSet<Integer> queries) {
        this.report = report;
        this.work = work;
        this.queries = queries;
    }

    void run() throws IOException, SQLException {
        Path files = TpchFiles.at(work, 1);
        try (TpchPostgres postgres = TpchPostgres.at(work, files);
                Product product = new Product("lake", files, work, "shop", postgres.url())) {
            for (Placement placement : Placement.values()) {
                report(placement, compare(product, placement));
            }
        }
    }

    private List<Result> compare(Product product, Placement placement) {
        List<Result> results = new ArrayList<>();
        for (int query : queries) {
            product.forgetPlans();
            BoundSql sql = placement.placed(query);
            Race race = new Race(product, sql);
            race.run(race.isLong() ? LONG_ROUNDS : ROUNDS);
            if (race.ratio() > MOST) {
                race.run(race.isLong() ? MORE_LONG_ROUNDS : MORE_ROUNDS);
            }
            results.add(new Result(placement, query, race.ratio()));
            report.progress("%s q%02d %s", placement, query, race);
        }
        return results;
    }

    private void report(Placement placement, List<Result> results) {
        List<Result> slower = results.stream().filter(result -> result.ratio() > MOST).toList();
        report.add(
                "TPC-H SF 1, %s, queries of %d within 1.1 x the best forced way"
                        .formatted(name(placement), results.size()),
                "%d%s".formatted(results.size() - slower.size(), words(slower)),
                Integer.toString(results.size()),
                slower.isEmpty());
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String words(List<Result> slower) {
        return slower.isEmpty()
                ? ""
                : slower.stream()
                        .map(one -> "q%02d %s".formatted(one.query(), number(one.ratio())))
                        .collect(Collectors.joining(", ", " (not ", ")"));
    }

    /** The ways of one query, taking turns. */
    private static final class Race {
        private final Product product;
        private final BoundSql sql;
        private final Map<Way, List<Double>> times = new EnumMap<>(Way.class);
        private final long rows;
        private final boolean isLong;

        Race(Product product, BoundSql sql) {
            this.product = product;
            this.sql = sql;
            this.rows = product.drain(Way.PLANNED, sql, LONGEST);
            times.put(Way.PLANNED, new ArrayList<>());
            add(Way.PLANNED, LONGEST);
            this.isLong = median(Way.PLANNED) > LONG_MILLIS;
            List<String> known = new ArrayList<>(List.of(asked(Way.PLANNED)));
            for (Way way : FORCED) {
                String asked = asked(way);
                if (!known.contains(asked)) {
                    known.add(asked);
                    warmUp(way);
                }
            }
        }

        /** What tells one way from another: whoever is asked, whatever is expected. */
        private String asked(Way way) {
            QueryPlan plan = product.plan(way, sql);
            return plan.text()
                            .lines()
                            .map(String::strip)
                            .filter(line -> line.startsWith("asked of "))
                            .collect(Collectors.joining("\n"))
                    + plan.engineSql();
        }

        /** Of long runs the first counts as well. */
        private void warmUp(Way way) {
            times.put(way, new ArrayList<>());
            add(way, deadline());
            if (times.containsKey(way) && !isLong) {
                times(way).clear();
                add(way, deadline());
            }
        }

        private List<Double> times(Way way) {
            return Objects.requireNonNull(times.get(way), "way");
        }

        /** A way that takes longer is out of the race. */
        private Duration deadline() {
            return Duration.ofMillis(Math.round(TOO_LONG * median(Way.PLANNED) + FIRST_MILLIS));
        }

        void run(int rounds) {
            for (int round = 0; round < rounds && times.size() > 1; round++) {
                for (Way way : List.copyOf(times.keySet())) {
                    add(way, way == Way.PLANNED ? LONGEST : deadline());
                }
            }
        }

        private void add(Way way, Duration deadline) {
            OptionalDouble time = time(way, deadline);
            time.ifPresent(times(way)::add);
            if (time.isEmpty()) {
                times.remove(way);
            }
        }

        /** How many milliseconds a run takes; empty when it took too long. */
        private OptionalDouble time(Way way, Duration deadline) {
            long start = System.nanoTime();
            try {
                if (product.drain(way, sql, deadline) != rows) {
                    throw new IllegalStateException(way + " gives other rows: " + sql.text());
                }
            } catch (QueryException e) {
                if (e.code() == EngineError.TIMEOUT) {
                    return OptionalDouble.empty();
                }
                throw e;
            }
            return OptionalDouble.of((System.nanoTime() - start) / 1e6);
        }

        private double median(Way way) {
            return Report.median(times(way).stream().mapToDouble(Double::doubleValue).toArray());
        }

        boolean isLong() {
            return isLong;
        }

        /** The planner's time over the best forced one; 1 when all ask the same or take longer. */
        double ratio() {
            return times.keySet().stream()
                    .filter(way -> way != Way.PLANNED)
                    .mapToDouble(way -> median(Way.PLANNED) / median(way))
                    .max()
                    .orElse(1);
        }

        @Override
        public String toString() {
            return times.keySet().stream()
                            .map(this::words)
                            .collect(Collectors.joining(", ", "", ", ratio "))
                    + number(ratio());
        }

        private String words(Way way) {
            return String.format(Locale.ROOT, "%s %.1f ms", name(way), median(way));
        }
    }
}
