package io.penstock.server.door;

import java.time.Duration;

/**
 * How many calls run at once, and what becomes of the others.
 *
 * @param places how many run at once
 * @param share how many of one caller's run at once while others call too
 * @param busyShare the same of a caller whose calls keep a processor busy for long
 * @param queue how many wait
 * @param patience how long one waits
 */
public record AdmissionSettings(
        int places, int share, int busyShare, int queue, Duration patience) {}
