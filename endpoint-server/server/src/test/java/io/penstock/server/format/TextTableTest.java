package io.penstock.server.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import io.penstock.query.QueryResult;
import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.engine.ReadStatistics;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

final class TextTableTest {
    private static final Schema SCHEMA =
            new Schema(
                    ImmutableList.of(
                            FieldTypes.field("name", FieldTypes.UTF8, true),
                            FieldTypes.field("amount", FieldTypes.INT64, true)));

    /** Prints rows whose amounts are their places, in batches of at most 600; "-" is NULL. */
    private static String table(String... names) {
        StringWriter text = new StringWriter();
        try (BufferAllocator memory = new RootAllocator();
                VectorSchemaRoot root = VectorSchemaRoot.create(SCHEMA, memory);
                QueryResult result =
                        new QueryResult(
                                new Rows(root, names),
                                "test",
                                OptionalLong.empty(),
                                ImmutableSet.of(),
                                ImmutableList::of)) {
            PrintWriter out = new PrintWriter(text);
            TextTable.print(result, out);
            out.flush();
        }
        return text.toString().replace(System.lineSeparator(), "\n");
    }

    @Test
    void alignsTextLeftAndNumbersRight() {
        assertThat(table("lamp", "-", "Küche"))
                .isEqualTo(
                        """
                         name  | amount
                        -------+--------
                         lamp  |      0
                         NULL  |   NULL
                         Küche |      2
                        (3 rows)
                        """);
    }

    @Test
    void showsTheColumnsOfAnEmptyResult() {
        assertThat(table()).isEqualTo(" name | amount\n------+--------\n(0 rows)\n");
    }

    @Test
    void countsOneRowInTheSingular() {
        assertThat(table("a")).endsWith("(1 row)\n");
    }

    @Test
    void neverPassesControlCharactersOn() {
        assertThat(table("a\u001b[2J\nb\u009bc")).contains("a\\x1b[2J\\nb\\x9bc");
    }

    @Test
    void printsManyRowsInSeveralBatches() {
        String[] names = new String[2_500];
        java.util.Arrays.setAll(names, i -> i == 2_000 ? "much longer than the others" : "n" + i);
        ImmutableList<String> lines = table(names).lines().collect(ImmutableList.toImmutableList());
        assertThat(lines).hasSize(2_503);
        assertThat(lines.get(2)).isEqualTo(" n0   |      0");
        assertThat(lines.get(2_002)).isEqualTo(" much longer than the others |   2000");
        assertThat(lines.get(2_501)).isEqualTo(" n2499 |   2499");
        assertThat(lines.get(2_502)).isEqualTo("(2500 rows)");
    }

    /** Batches of names and their places. */
    private static final class Rows implements BatchStream {
        private static final int BATCH = 600;
        private final VectorSchemaRoot root;
        private final String[] names;
        private int next;

        Rows(VectorSchemaRoot root, String[] names) {
            this.root = root;
            this.names = names;
        }

        @Override
        public Schema schema() {
            return SCHEMA;
        }

        @Override
        public boolean next() {
            int rows = Math.min(BATCH, names.length - next);
            root.allocateNew();
            for (int i = 0; i < rows; i++) {
                fill(i, next + i);
            }
            root.setRowCount(rows);
            next += rows;
            return rows > 0;
        }

        private void fill(int row, int place) {
            if (names[place].equals("-")) {
                root.getVector(0).setNull(row);
                root.getVector(1).setNull(row);
                return;
            }
            byte[] name = names[place].getBytes(StandardCharsets.UTF_8);
            ((VarCharVector) root.getVector(0)).setSafe(row, name);
            ((BigIntVector) root.getVector(1)).setSafe(row, place);
        }

        @Override
        public VectorSchemaRoot batch() {
            return root;
        }

        @Override
        public ReadStatistics statistics() {
            return ReadStatistics.NONE;
        }

        @Override
        public void cancel() {}

        @Override
        public void close() {}
    }
}
