package io.penstock.server.http;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.net.InetAddresses;
import com.google.common.primitives.Ints;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;

/**
 * Addresses that begin alike, as CIDR writes them: {@code 10.0.0.0/8}, {@code 2001:db8::/32}, or a
 * single one.
 *
 * @param first the first of them
 * @param bits how many bits are the same in all
 */
public record AddressRange(InetAddress first, int bits) {

    /**
     * Reads a range.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        InetAddress first = InetAddresses.forString(slash < 0 ? text : text.substring(0, slash));
        int most = first.getAddress().length * Byte.SIZE;
        @Nullable Integer bits =
                slash < 0 ? Integer.valueOf(most) : Ints.tryParse(text.substring(slash + 1));
        checkArgument(bits != null && bits >= 0 && bits <= most, "not a range: %s", text);
        return new AddressRange(first, bits);
    }

    /** Whether an address is one of them. */
    public boolean contains(InetAddress address) {
        byte[] mine = first.getAddress();
        byte[] other = address.getAddress();
        if (mine.length != other.length) {
            return false;
        }
        for (int i = 0; i * Byte.SIZE < bits; i++) {
            int kept = Math.min(Byte.SIZE, bits - i * Byte.SIZE);
            int mask = 0xFF << (Byte.SIZE - kept);
            if (((mine[i] ^ other[i]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
