package io.penstock.planner.explain;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Streams;

import io.penstock.spi.engine.RunProfile;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * One operator of a plan and those below it.
 *
 * @param kind what it does, for whoever compares it with an engine's operators
 * @param operator it in words, on one line
 * @param reads where its rows come from, when not from its inputs
 * @param kept why it, or what stands above it, is not asked of a source; whole sentences
 * @param shared the name of a part that is computed once and read in several places
 * @param again whether this is such a part's second or later place; it has nothing below it then
 * @param estimatedRows about how many rows it gives; absent when nobody knows
 * @param actual what it did; absent before a run, and where that can't be told
 * @param inputs what it takes rows from
 * @param queries its sub-queries, in the order in which its words mention them
 */
public record PlanNode(
        Kind kind,
        String operator,
        Reads reads,
        ImmutableList<String> kept,
        Optional<String> shared,
        boolean again,
        OptionalLong estimatedRows,
        Optional<Actual> actual,
        ImmutableList<PlanNode> inputs,
        ImmutableList<PlanNode> queries) {

    /** What an operator does. */
    public enum Kind {
        READ,
        FILTER,
        PROJECT,
        JOIN,
        GROUP,
        SORT,
        SET,
        OTHER
    }

    /** Where rows come from. */
    public sealed interface Reads {
        /** From its inputs. */
        record Inputs() implements Reads {}

        /** From files that the engine reads, by their paths. */
        record Files(ImmutableList<String> paths) implements Reads {}

        /** From the server's own tables, under this name in the engine. */
        record Server(String name) implements Reads {}

        /**
         * From a source that computes all that stands here and below.
         *
         * @param name under which the engine reads it
         * @param sql the very text that the source gets
         * @param whole whether that is the query's result
         * @param keys those that may be sent to it, in the order of their places in the text, and
         *     then the rows that are
         * @param values what people call those that are computed first and sent to it
         */
        record Source(
                String name,
                String connection,
                String sql,
                boolean whole,
                ImmutableList<SentKeys> keys,
                ImmutableList<String> values)
                implements Reads {}
    }

    /** What its source is, or was, sent besides the query's own values, in words. */
    ImmutableList<String> notes() {
        if (!(reads instanceof Reads.Source source)) {
            return ImmutableList.of();
        }
        return Stream.concat(
                        keys(source).stream(),
                        source.values().stream()
                                .map(
                                        value ->
                                                "%s is sent to %s"
                                                        .formatted(value, source.connection())))
                .collect(toImmutableList());
    }

    private ImmutableList<String> keys(Reads.Source source) {
        ImmutableList<RunProfile.Keys> done = actual.map(Actual::keys).orElse(ImmutableList.of());
        return done.isEmpty()
                ? source.keys().stream().map(SentKeys::planned).collect(toImmutableList())
                : Streams.zip(source.keys().stream(), done.stream(), SentKeys::done)
                        .collect(toImmutableList());
    }

    /** The same, with what it did. */
    public PlanNode with(Optional<Actual> did, ImmutableList<PlanNode> newInputs) {
        return new PlanNode(
                kind, operator, reads, kept, shared, again, estimatedRows, did, newInputs, queries);
    }

    /** The same, of which so many rows are expected. */
    PlanNode about(OptionalLong rows) {
        return new PlanNode(
                kind, operator, reads, kept, shared, again, rows, actual, inputs, queries);
    }
}
