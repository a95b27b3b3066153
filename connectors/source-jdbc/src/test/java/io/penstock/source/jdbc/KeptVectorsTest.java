package io.penstock.source.jdbc;

import static io.penstock.source.jdbc.JdbcFixture.schema;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.spi.catalog.FieldTypes;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.IntStream;

class KeptVectorsTest {
    private final Schema schema = schema("i", FieldTypes.INT32, "x", FieldTypes.UTF8);
    private final BufferAllocator allocator = new RootAllocator();
    private final KeptVectors vectors = new KeptVectors(allocator);

    @AfterEach
    void nothingIsLeft() {
        vectors.close();
        allocator.close();
    }

    private VectorSchemaRoot take(Schema of) {
        VectorSchemaRoot root = vectors.take(of);
        KeptVectors.makeReady(root);
        return root;
    }

    private static void fill(VectorSchemaRoot root, int rows) {
        for (int row = 0; row < rows; row++) {
            ((IntVector) root.getVector(0)).setSafe(row, row);
            ((VarCharVector) root.getVector(1)).setSafe(row, "a text".getBytes(UTF_8));
        }
        root.setRowCount(rows);
    }

    @Test
    void theSameComeAgainAndAreEmpty() {
        VectorSchemaRoot first = take(schema);
        fill(first, 3);
        vectors.giveBack(first);
        VectorSchemaRoot again = take(schema);
        assertThat(again).isSameAs(first);
        assertThat(again.getRowCount()).isZero();
        ((VarCharVector) again.getVector(1)).setSafe(1, "b".getBytes(UTF_8));
        again.setRowCount(2);
        assertThat(again.contentToTSVString()).isEqualTo("i\tx\nnull\tnull\nnull\tb\n");
        vectors.giveBack(again);
    }

    @Test
    void eachIsGivenOnce() {
        vectors.giveBack(take(schema));
        try (VectorSchemaRoot one = take(schema);
                VectorSchemaRoot other = take(schema)) {
            assertThat(one).isNotSameAs(other);
        }
    }

    @Test
    void whatSomebodyStillReadsIsNotFilledAgain() {
        for (int column = 0; column < 2; column++) {
            VectorSchemaRoot read = take(schema);
            fill(read, 2);
            try (ArrowBuf held = read.getVector(column).getDataBuffer()) {
                held.getReferenceManager().retain();
                byte before = held.getByte(0);
                vectors.giveBack(read);
                try (VectorSchemaRoot next = take(schema)) {
                    assertThat(next).isNotSameAs(read);
                    assertThat(held.getByte(0)).isEqualTo(before);
                }
            }
        }
    }

    @Test
    void whatHasGrownIsFreed() {
        VectorSchemaRoot big = take(schema);
        fill(big, 20_000);
        vectors.giveBack(big);
        assertThat(allocator.getAllocatedMemory()).isZero();
    }

    @Test
    void listsAreFreed() {
        Schema nested =
                new Schema(
                        List.of(
                                new Field(
                                        "l",
                                        FieldType.nullable(new ArrowType.List()),
                                        List.of(Field.nullable("e", FieldTypes.INT32)))));
        vectors.giveBack(take(nested));
        assertThat(allocator.getAllocatedMemory()).isZero();
    }

    @Test
    void onlySoManyAreKept() {
        List<VectorSchemaRoot> all = IntStream.range(0, 500).mapToObj(i -> take(schema)).toList();
        long each = allocator.getAllocatedMemory() / all.size();
        all.forEach(vectors::giveBack);
        assertThat(allocator.getAllocatedMemory()).isBetween(each, 100 * each);
    }

    @Test
    void afterTheEndNoneIsKept() {
        VectorSchemaRoot late = take(schema);
        vectors.close();
        vectors.giveBack(late);
        assertThat(allocator.getAllocatedMemory()).isZero();
    }
}
