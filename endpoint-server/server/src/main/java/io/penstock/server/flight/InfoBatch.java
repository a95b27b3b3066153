package io.penstock.server.flight;

import org.apache.arrow.flight.FlightProducer.ServerStreamListener;
import org.apache.arrow.flight.sql.FlightSqlProducer.Schemas;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.DenseUnionVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.impl.UnionListWriter;
import org.apache.arrow.vector.complex.impl.UnionMapWriter;
import org.apache.arrow.vector.complex.writer.BaseWriter.ListWriter;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Writes answers to SqlInfo into the one batch that holds them all. */
final class InfoBatch {
    /** Numbers of the union's forms, in the order of its children. */
    private static final byte TEXT = 0;

    private static final byte FLAG = 1;
    private static final byte NUMBER = 2;
    private static final byte BITS = 3;
    private static final byte TEXTS = 4;
    private static final byte CONVERSIONS = 5;

    private final UInt4Vector names;
    private final DenseUnionVector values;
    private final int[] used = new int[CONVERSIONS + 1];
    private int rows;

    private InfoBatch(VectorSchemaRoot batch) {
        this.names = (UInt4Vector) batch.getVector("info_name");
        this.values = (DenseUnionVector) batch.getVector("value");
    }

    static void send(
            Map<Integer, InfoValue> infos,
            BufferAllocator allocator,
            ServerStreamListener listener) {
        try (VectorSchemaRoot batch =
                VectorSchemaRoot.create(Schemas.GET_SQL_INFO_SCHEMA, allocator)) {
            batch.allocateNew();
            InfoBatch written = new InfoBatch(batch);
            infos.forEach(written::add);
            batch.setRowCount(written.rows);
            listener.start(batch);
            listener.putNext();
        }
    }

    private void add(int name, InfoValue value) {
        names.setSafe(rows, name);
        switch (value) {
            case InfoValue.Text text ->
                    ((VarCharVector) next(TEXT))
                            .setSafe(used[TEXT]++, text.value().getBytes(StandardCharsets.UTF_8));
            case InfoValue.Flag flag ->
                    ((BitVector) next(FLAG)).setSafe(used[FLAG]++, flag.value() ? 1 : 0);
            case InfoValue.Number number ->
                    ((BigIntVector) next(NUMBER)).setSafe(used[NUMBER]++, number.value());
            case InfoValue.Bits bits ->
                    ((IntVector) next(BITS)).setSafe(used[BITS]++, bits.value());
            case InfoValue.Texts texts -> add(texts);
            case InfoValue.Conversions conversions -> add(conversions);
        }
        rows++;
    }

    /** The vector of a form, whose next value is this row's. */
    private FieldVector next(byte form) {
        values.setTypeId(rows, form);
        values.setOffset(rows, used[form]);
        return (FieldVector) values.getVectorByType(form);
    }

    private void add(InfoValue.Texts texts) {
        UnionListWriter writer = ((ListVector) next(TEXTS)).getWriter();
        writer.setPosition(used[TEXTS]++);
        writer.startList();
        texts.values().forEach(writer::writeVarChar);
        writer.endList();
    }

    private void add(InfoValue.Conversions conversions) {
        UnionMapWriter writer = ((MapVector) next(CONVERSIONS)).getWriter();
        writer.setPosition(used[CONVERSIONS]++);
        writer.startMap();
        conversions
                .values()
                .asMap()
                .forEach(
                        (from, to) -> {
                            writer.startEntry();
                            writer.key().integer().writeInt(from);
                            ListWriter list = writer.value().list();
                            list.startList();
                            to.forEach(type -> list.integer().writeInt(type));
                            list.endList();
                            writer.endEntry();
                        });
        writer.endMap();
    }
}
