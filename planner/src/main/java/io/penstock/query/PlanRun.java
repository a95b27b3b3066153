package io.penstock.query;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.engine.OperatorProfile;

import java.time.Duration;

/**
 * One run of a plan whose rows were thrown away.
 *
 * @param rows that came
 * @param bytes of them, as Arrow
 * @param planning how long the plan took to be made
 * @param running from then to the last row
 * @param sources what was read of each
 * @param engine the engine's own operators, the uppermost first; empty when a source computed all
 */
public record PlanRun(
        long rows,
        long bytes,
        Duration planning,
        Duration running,
        ImmutableList<SourceRead> sources,
        ImmutableList<OperatorProfile> engine) {}
