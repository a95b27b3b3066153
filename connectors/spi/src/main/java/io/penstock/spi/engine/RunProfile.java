package io.penstock.spi.engine;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;

/**
 * What an engine did in one run of a plan, of which {@link EnginePlan#profiled} said that it is
 * wanted.
 *
 * @param operators what the plan's own statement did, the uppermost first
 * @param parts what was computed before, in order
 * @param keys for each scan, by its name, what became of its {@link
 *     io.penstock.spi.scan.Scan.Pushed#keys}, in their order
 */
public record RunProfile(
        ImmutableList<OperatorProfile> operators,
        ImmutableList<Part> parts,
        ImmutableListMultimap<String, Keys> keys) {

    /** Of a run that nobody looked at, or that was not read to its end. */
    public static final RunProfile NONE =
            new RunProfile(ImmutableList.of(), ImmutableList.of(), ImmutableListMultimap.of());

    /**
     * What one {@link EnginePlan.Part} did.
     *
     * @param name the part's
     * @param operators the uppermost first
     */
    public record Part(String name, ImmutableList<OperatorProfile> operators) {}

    /**
     * Keys that could be sent to a source.
     *
     * @param found how many there were; of too many, as many as were looked at
     */
    public record Keys(long found, Outcome outcome) {}

    /** Whether keys were sent, or why not. */
    public enum Outcome {
        /** The source was asked for rows with these keys only. */
        SENT,
        /** There were more than is ever sent. */
        TOO_MANY,
        /** They would not have kept enough rows away. */
        NOT_WORTH_IT,
        /** The source can't be told one of them. */
        UNTELLABLE
    }
}
