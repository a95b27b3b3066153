package io.penstock.query;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.engine.RunProfile;

import java.time.Duration;

/**
 * One run of a plan whose rows were thrown away.
 *
 * @param rows that came
 * @param bytes of them, as Arrow
 * @param planning how long the plan took to be made
 * @param running from then to the last row
 * @param sources what was read of each
 * @param engine what the engine did; {@link RunProfile#NONE} when a source computed all
 */
public record PlanRun(
        long rows,
        long bytes,
        Duration planning,
        Duration running,
        ImmutableList<SourceRead> sources,
        RunProfile engine) {}
