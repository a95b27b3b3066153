package io.penstock.planner.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.planner.catalog.PenstockTypeFactory;
import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.catalog.TableAccess;
import io.penstock.spi.catalog.TableName;
import io.penstock.spi.catalog.TableStatistics;

import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** A CSV column that was declared to have no NULLs has none, or the query fails. */
final class FileReadersTest {
    @TempDir private Path folder;

    @Test
    void promisedColumnWithValuesReadsAsItIs() throws Exception {
        assertThat(sum("n,s\n1,x\n2,\n")).isEqualTo(3);
    }

    @Test
    void promisedColumnWithoutAValueIsAnError() {
        assertThatThrownBy(() -> sum("n,s\n1,x\n,y\n"))
                .hasMessageContaining(
                        "Column 'n' of table 'lake.t' has an empty value; its declared type takes"
                                + " none");
    }

    private long sum(String content) throws IOException, SQLException {
        Path file = folder.resolve("t.csv");
        Files.writeString(file, content);
        TableAccess.Files access =
                new TableAccess.Files(
                        new TableAccess.FileFormat.Csv(
                                ',',
                                Optional.of('"'),
                                true,
                                Optional.empty(),
                                false,
                                ImmutableMap.of()),
                        ImmutableList.of(file.toUri()),
                        ImmutableList.of());
        Schema schema =
                new Schema(
                        ImmutableList.of(
                                FieldTypes.field("n", FieldTypes.INT64, false),
                                FieldTypes.field("s", FieldTypes.UTF8, true)));
        SourceTable table =
                new SourceTable(
                        TableName.of("lake", "t"), schema, TableStatistics.UNKNOWN, "1", access);
        String from = FileReaders.call(table, access, new PenstockTypeFactory());
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT sum(n)::BIGINT FROM " + from)) {
            row.next();
            return row.getLong(1);
        }
    }
}
