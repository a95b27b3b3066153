package io.penstock.spi.engine;

/**
 * How busy an engine is.
 *
 * @param permits how many queries may run at once
 * @param running how many run now
 * @param waiting how many wait for a permit
 * @param unread how many are open besides, from whose results nobody has read for a while, so that
 *     others have their permits
 * @param bytes memory of the batches that are on their way through it
 * @param restarts how often the engine was replaced because a query had damaged it
 */
public record EngineStatus(
        int permits, int running, int waiting, int unread, long bytes, long restarts) {}
