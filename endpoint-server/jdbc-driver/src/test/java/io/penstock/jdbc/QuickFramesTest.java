package io.penstock.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.remote.ProtobufTranslationImpl;
import org.apache.calcite.avatica.remote.Service;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Responses as Avatica's own classes write them are read as those read them. */
class QuickFramesTest {
    private static final List<@Nullable Object> VALUES =
            Arrays.asList(
                    null,
                    true,
                    false,
                    0,
                    Integer.MIN_VALUE,
                    Long.MAX_VALUE,
                    Long.MIN_VALUE,
                    Float.NaN,
                    -0.0f,
                    1.5,
                    Double.NEGATIVE_INFINITY,
                    Double.NaN,
                    new BigDecimal("-12345678901234567890.123456789012345678"),
                    "",
                    "Grüße, 世界 \u0000 \uD83D\uDE00",
                    "x".repeat(300),
                    List.of(),
                    Arrays.asList(1, null, 3),
                    List.of("a", "b"));

    private final ProtobufTranslationImpl usual = new ProtobufTranslationImpl();
    private final QuickFrames quick = new QuickFrames();

    private static Meta.Frame frame(long offset, boolean done) {
        return new Meta.Frame(offset, done, List.of(VALUES, List.of(), VALUES));
    }

    private static Service.ResultSetResponse resultSet(Meta.@Nullable Frame frame) {
        Meta.Signature signature =
                Meta.Signature.create(
                        List.of(
                                ColumnMetaData.dummy(
                                        ColumnMetaData.scalar(
                                                4, "INTEGER", ColumnMetaData.Rep.INTEGER),
                                        true)),
                        "SELECT 1",
                        List.of(),
                        Meta.CursorFactory.LIST,
                        Meta.StatementType.SELECT);
        return new Service.ResultSetResponse("c", 7, true, signature, frame, -1, null);
    }

    private void isReadAlike(Service.Response response) throws IOException {
        byte[] bytes = usual.serializeResponse(response);
        assertThat(quick.parseResponse(bytes)).isEqualTo(usual.parseResponse(bytes));
    }

    @Test
    void readsRows() throws IOException {
        byte[] bytes =
                usual.serializeResponse(
                        new Service.FetchResponse(frame(1L << 40, true), false, false, null));
        Meta.Frame read = ((Service.FetchResponse) quick.parseResponse(bytes)).frame;
        assertThat(read.offset).isEqualTo(1L << 40);
        assertThat(read.done).isTrue();
        assertThat(read.rows).containsExactly(VALUES, List.of(), VALUES);
    }

    @Test
    void readsWhatStandsAroundRows() throws IOException {
        isReadAlike(new Service.FetchResponse(frame(0, false), false, true, null));
        isReadAlike(new Service.FetchResponse(null, true, true, null));
        isReadAlike(resultSet(frame(3, false)));
        isReadAlike(resultSet(null));
        isReadAlike(
                new Service.ExecuteResponse(
                        List.of(resultSet(frame(0, true)), resultSet(frame(0, false))),
                        false,
                        null));
        isReadAlike(new Service.ExecuteResponse(List.of(), true, null));
        isReadAlike(new Service.CreateStatementResponse("c", 3, null));
    }

    /** Bytes arrive as such, and not in the text that Avatica's JSON has for them. */
    @Test
    void readsBytesAndWhatOnlyOtherServersSend() throws IOException {
        byte[] binary = "bytes".getBytes(StandardCharsets.UTF_8);
        List<Object> row = List.of(binary);
        assertThat(first(row)).isEqualTo(binary);
        assertThat(first(List.of((byte) 3))).isEqualTo((byte) 3);
    }

    private Object first(List<Object> row) throws IOException {
        Meta.Frame frame = new Meta.Frame(0, true, List.of(row));
        byte[] bytes =
                usual.serializeResponse(new Service.FetchResponse(frame, false, false, null));
        Object read =
                ((Service.FetchResponse) quick.parseResponse(bytes)).frame.rows.iterator().next();
        return ((List<?>) read).getFirst();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 40, 80, 200})
    void refusesWhatIsCutOff(int length) throws IOException {
        byte[] bytes =
                usual.serializeResponse(
                        new Service.FetchResponse(frame(0, true), false, false, null));
        assertThatThrownBy(() -> quick.parseResponse(Arrays.copyOf(bytes, length)))
                .isInstanceOf(IOException.class);
    }
}
