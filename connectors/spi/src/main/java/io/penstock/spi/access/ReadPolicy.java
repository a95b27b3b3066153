package io.penstock.spi.access;

import com.google.common.collect.ImmutableList;

import java.util.Optional;

/**
 * What a caller may read: decided by the door, once, before a query is planned, and enforced where
 * names are looked up. Equal policies allow the same, so a policy is part of each plan's key.
 *
 * <p>The caller's own SQL may name what is granted and nothing else; what is not granted does not
 * exist for it. A pipe's SQL may name whatever its author did. What a grant says of a table's rows
 * and columns, or of a pipe's rows and parameters, holds wherever that table or pipe is read: in
 * the caller's SQL, and below every pipe that it reads.
 *
 * @param everything whether nothing is kept from the caller; then the lists are empty
 * @param tables several grants of one table add up
 * @param pipes at most one for each pipe
 */
public record ReadPolicy(
        boolean everything, ImmutableList<TableGrant> tables, ImmutableList<PipeGrant> pipes) {
    /** Nothing is kept from the caller. */
    public static final ReadPolicy EVERYTHING =
            new ReadPolicy(true, ImmutableList.of(), ImmutableList.of());

    /** The caller may name nothing; its SQL can only compute. */
    public static final ReadPolicy NOTHING = of(ImmutableList.of(), ImmutableList.of());

    /** A policy that grants these and nothing else. */
    public static ReadPolicy of(ImmutableList<TableGrant> tables, ImmutableList<PipeGrant> pipes) {
        return new ReadPolicy(false, tables, pipes);
    }

    /** Whether SQL may be sent: something may be read. */
    public boolean permitsQueries() {
        return everything || !tables.isEmpty() || !pipes.isEmpty();
    }

    /** Whether a pipe may be called and named. */
    public boolean permitsPipe(String name, String id) {
        return everything || grant(name, id).isPresent();
    }

    /**
     * What is granted of a pipe; absent when nothing is, and when everything is. A pipe that is
     * granted by its name and by its id is granted as the wider of both.
     */
    public Optional<PipeGrant> grant(String name, String id) {
        return pipes.stream()
                .filter(grant -> grant.pipe().equalsIgnoreCase(name) || grant.pipe().equals(id))
                .reduce((one, other) -> other.isWhole() ? other : one);
    }

    /** Whether some table's rows or columns, or some pipe's rows, are kept from the caller. */
    public boolean limitsWhatItReads() {
        return tables.stream().anyMatch(t -> t.filter().isPresent() || !t.columns().isEmpty())
                || pipes.stream().anyMatch(pipe -> pipe.filter().isPresent());
    }
}
