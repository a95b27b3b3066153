package io.penstock.source.jdbc;

import com.google.common.collect.ImmutableList;

import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Rows of parts, one part copied after another as long as there are any. Others may take parts of
 * the same scan at the same time.
 */
final class PartedRows implements RowSource {
    private final PGConnection postgres;
    private final Parts parts;
    private final List<CopyDecoder> decoders;
    private final ImmutableList<String> names;
    private @Nullable CopyRows part;
    private boolean enough;

    PartedRows(
            PGConnection postgres,
            Parts parts,
            List<CopyDecoder> decoders,
            ImmutableList<String> names) {
        this.postgres = postgres;
        this.parts = parts;
        this.decoders = decoders;
        this.names = names;
    }

    Parts parts() {
        return parts;
    }

    /** The part at work is the last one. */
    void takeNoMore() {
        enough = true;
    }

    @Override
    public boolean next() throws SQLException {
        while (true) {
            if (part != null && part.next()) {
                return true;
            }
            part = null;
            Optional<String> sql = enough ? Optional.empty() : parts.take();
            if (sql.isEmpty()) {
                return false;
            }
            part = PostgresCopy.run(postgres, sql.get(), decoders, names);
        }
    }

    @Override
    public int read(int column, int row) throws SQLException {
        if (part == null) {
            throw new IllegalStateException("no row");
        }
        return part.read(column, row);
    }

    @Override
    public String columnName(int column) {
        return names.get(column);
    }

    @Override
    public void close() throws SQLException {
        if (part != null) {
            part.close();
        }
    }
}
