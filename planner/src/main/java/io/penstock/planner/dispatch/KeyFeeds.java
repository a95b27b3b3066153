package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import io.penstock.planner.catalog.TypeMapping;
import io.penstock.planner.explain.SentKeys;
import io.penstock.spi.catalog.RemoteDialect;
import io.penstock.spi.scan.KeyFilter;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;

import java.util.ArrayList;
import java.util.List;

/**
 * The keys that one query sends from parts of it to sources. Towards a source they travel as a
 * condition like any other, {@link Operator}, so that what keeps conditions from passing an
 * operator keeps keys as well. In a source's text a mark stands for the condition, since it is only
 * known when the query runs whether there is one.
 */
final class KeyFeeds {
    /** Around a mark; names with this character get none. */
    private static final char MARK = '\1';

    /** What stands there when no keys are sent. */
    private static final String ALL_ROWS = "(1 = 1)";

    private static final int MOST_IN_ARRAY = 100_000;

    /** SQLite has 32,766 places for values; of longer lists MySQL forgets its indexes. */
    private static final int MOST_IN_LIST = 16_384;

    private static final int MOST_IN_SLOW_LIST = 1_024;

    private final List<Part> parts = new ArrayList<>();
    private final List<Use> uses = new ArrayList<>();

    /** Rows that are computed before the rest; the texts have {@link Placeholders}. */
    record Part(String name, String sql, ImmutableSet<String> scans) {}

    /**
     * Keys on offer.
     *
     * @param part who has them
     * @param column in which column
     * @param type their type there
     * @param words what people call them
     * @param rows about how many rows the other side has without them
     * @param distinct about how many values its column has
     * @param kept about which part of those the keys are
     */
    record Feed(
            String part,
            String column,
            RelDataType type,
            String words,
            double rows,
            double distinct,
            double kept) {}

    /** A place in a source's text where keys may go. */
    private record Use(
            Feed feed, RelDataType type, RemoteDialect dialect, String column, String place) {
        private KeyFilter.Form form() {
            return dialect == RemoteDialect.POSTGRESQL ? KeyFilter.Form.ARRAY : KeyFilter.Form.LIST;
        }

        private int most() {
            return KeyFeeds.most(dialect);
        }

        private String condition() {
            return switch (form()) {
                case ARRAY -> "(%s = ANY (?))".formatted(column);
                case LIST -> "(%s IN (%s, ..))".formatted(column, place);
            };
        }

        /** What the column's type has no value for is no key. */
        private String sql() {
            return "SELECT DISTINCT c0 FROM (SELECT TRY_CAST(%s AS %s) AS c0 FROM %s) AS t0 WHERE c0 IS NOT NULL LIMIT %d"
                    .formatted(
                            DuckText.name(feed.column()),
                            DuckText.type(type),
                            feed.part(),
                            most() + 1);
        }

        private KeyFilter filter(int start, int end, int valuesBefore) {
            return new KeyFilter(
                    feed.part(),
                    sql(),
                    TypeMapping.field("c0", type).getType(),
                    column,
                    form(),
                    place,
                    start,
                    end,
                    valuesBefore,
                    new KeyFilter.Worth(most(), feed.rows(), Math.max(1, feed.distinct())));
        }
    }

    /** How many keys a source may get; H2 looks through a list of values for each row. */
    static int most(RemoteDialect dialect) {
        return switch (dialect) {
            case POSTGRESQL -> MOST_IN_ARRAY;
            case MYSQL, SQLITE -> MOST_IN_LIST;
            case H2, ANSI -> MOST_IN_SLOW_LIST;
        };
    }

    /** "This is one of the keys", as a condition of one operand. */
    static final class Operator extends SqlFunction {
        private final KeyFeeds feeds;
        private final Feed feed;

        private Operator(KeyFeeds feeds, Feed feed) {
            super(
                    "KEYS " + feed.part() + "." + feed.column(),
                    SqlKind.OTHER_FUNCTION,
                    ReturnTypes.BOOLEAN_NULLABLE,
                    null,
                    OperandTypes.ANY,
                    SqlFunctionCategory.SYSTEM);
            this.feeds = feeds;
            this.feed = feed;
        }

        /** The type of the keys. */
        RelDataType type() {
            return feed.type();
        }

        String words() {
            return "keys of " + feed.words();
        }

        /**
         * The condition in a source's text.
         *
         * @param column the source's expression
         * @param type its type
         * @param place what stands for one of the keys; usually a {@code ?}
         * @throws NotAsked when it can't be marked
         */
        String mark(RemoteDialect dialect, String column, RelDataType type, String place) {
            if (column.indexOf(MARK) >= 0 || Placeholders.isIn(column)) {
                throw new NotAsked("the key is computed from a value");
            }
            feeds.uses.add(new Use(feed, type, dialect, column, place));
            return MARK + Integer.toString(feeds.uses.size() - 1) + MARK;
        }
    }

    /**
     * Rows that are computed first, after all that were added before.
     *
     * @param scans the islands that the text reads
     * @return their name
     */
    String add(String sql, ImmutableSet<String> scans) {
        String name = "part_" + parts.size();
        add(name, sql, scans);
        return name;
    }

    /** Rows of this name that are computed first, after all that were added before. */
    void add(String name, String sql, ImmutableSet<String> scans) {
        parts.add(new Part(name, sql, scans));
    }

    ImmutableList<Part> parts() {
        return ImmutableList.copyOf(parts);
    }

    /** The condition that an expression is one of the keys. */
    RexNode condition(RexBuilder rexBuilder, Feed feed, RexNode expression) {
        return rexBuilder.makeCall(new Operator(this, feed), expression);
    }

    static boolean isIn(RexNode condition) {
        return condition instanceof RexCall call && call.getOperator() instanceof Operator;
    }

    /** About which part of the rows the keys among these conditions let through. */
    static double kept(List<RexNode> conditions) {
        double kept = 1;
        for (RexNode condition : conditions) {
            if (condition instanceof RexCall call
                    && call.getOperator() instanceof Operator operator) {
                kept *= operator.feed.kept();
            }
        }
        return kept;
    }

    /**
     * A source's text that can run.
     *
     * @param sql right without any keys
     * @param parameters for each {@code ?} its index
     * @param keys the conditions that keys may make
     */
    record Text(String sql, ImmutableList<Integer> parameters, ImmutableList<KeyFilter> keys) {}

    /** The text with what stands for its values and keys. */
    Text resolve(String marked) {
        StringBuilder sql = new StringBuilder(marked.length());
        ImmutableList.Builder<Integer> parameters = ImmutableList.builder();
        ImmutableList.Builder<KeyFilter> keys = ImmutableList.builder();
        int values = 0;
        String[] pieces = marked.split(String.valueOf(MARK), -1);
        for (int i = 0; i < pieces.length; i++) {
            if (i % 2 == 1) {
                int start = sql.length();
                sql.append(ALL_ROWS);
                keys.add(uses.get(Integer.parseInt(pieces[i])).filter(start, sql.length(), values));
            } else {
                Placeholders.Text text = Placeholders.resolve(pieces[i]);
                sql.append(text.text());
                parameters.addAll(text.indices());
                values += text.indices().size();
            }
        }
        return new Text(sql.toString(), parameters.build(), keys.build());
    }

    /** The text as people read it, with keys. */
    String shown(String marked) {
        String[] pieces = marked.split(String.valueOf(MARK), -1);
        StringBuilder sql = new StringBuilder();
        for (int i = 0; i < pieces.length; i++) {
            sql.append(
                    i % 2 == 1
                            ? uses.get(Integer.parseInt(pieces[i])).condition()
                            : Placeholders.resolve(pieces[i]).text());
        }
        return sql.toString();
    }

    /** What is sent to a source, in the order of its {@link Text#keys}. */
    ImmutableList<SentKeys> sent(String marked, String connection) {
        ImmutableList.Builder<SentKeys> sent = ImmutableList.builder();
        String[] pieces = marked.split(String.valueOf(MARK), -1);
        for (int i = 1; i < pieces.length; i += 2) {
            Use use = uses.get(Integer.parseInt(pieces[i]));
            sent.add(new SentKeys(SentKeys.What.KEYS, use.feed().words(), connection, use.most()));
        }
        return sent.build();
    }
}
