package io.penstock.server.token;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.hash.HashCode;

import io.penstock.server.access.AccessError;
import io.penstock.server.access.Principal;
import io.penstock.server.metadata.MetadataException;
import io.penstock.server.metadata.MetadataStore;
import io.penstock.server.metadata.SqlWork;
import io.penstock.spi.error.QueryException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * All tokens that the server keeps, in the database and in memory: who a token belongs to is a look
 * into a map. A change is in the database before it is in memory, and in memory when the call
 * returns; what another server changed is there after the next {@link #refreshIfChanged}. Thread:
 * safe for many at once.
 */
final class Tokens {
    private static final Logger log = LoggerFactory.getLogger(Tokens.class);

    /** As many as the API documents. */
    private static final int MOST = 100_000;

    /** Of two servers that write at once one goes on each time. */
    private static final int MOST_TRIES = 100;

    private final MetadataStore metadata;
    private final Map<HashCode, Principal> byHash = new ConcurrentHashMap<>();
    private final Map<String, StoredToken> byId = new ConcurrentHashMap<>();
    private final Map<String, String> idByName = new ConcurrentHashMap<>();
    private final AtomicLong edits = new AtomicLong();
    private final List<StoredToken> missed = new ArrayList<>();
    private long version = -1;

    Tokens(MetadataStore metadata) {
        this.metadata = metadata;
        refreshIfChanged();
    }

    /** Who shows the token with this hash. */
    Optional<Principal> principal(HashCode hash) {
        return Optional.ofNullable(byHash.get(hash));
    }

    /** A number that is another one after each change of any token, but for their values. */
    long edits() {
        return edits.get();
    }

    /** All, by name. */
    ImmutableList<StoredToken> all() {
        return ImmutableList.sortedCopyOf(Comparator.comparing(StoredToken::name), byId.values());
    }

    /** The token with this id, this name or this value. */
    Optional<StoredToken> find(String nameIdOrValue) {
        return Optional.ofNullable(byId.get(nameIdOrValue))
                .or(() -> named(nameIdOrValue))
                .or(
                        () ->
                                principal(TokenValue.hash(nameIdOrValue))
                                        .map(owner -> byId.get(owner.id())));
    }

    /** Names match without regard to case, so that no two look alike. */
    Optional<StoredToken> named(String name) {
        return Optional.ofNullable(idByName.get(Ascii.toLowerCase(name))).map(byId::get);
    }

    /**
     * Keeps new tokens.
     *
     * @throws QueryException {@link AccessError#CONFLICT} for a name that is taken, {@link
     *     AccessError#INVALID} when there are too many
     */
    synchronized void add(List<StoredToken> added) {
        write(
                () -> {
                    added.forEach(this::requireFree);
                    requireRoom(added.size());
                    return connection -> {
                        for (StoredToken token : added) {
                            TokenTable.insert(connection, token);
                        }
                        return true;
                    };
                });
        added.forEach(this::remember);
    }

    private void requireRoom(int more) {
        if (byId.size() + more > MOST) {
            throw new QueryException(
                    AccessError.INVALID,
                    "There are %d tokens; there may be no more than %d"
                            .formatted(byId.size(), MOST));
        }
    }

    private void requireFree(StoredToken token) {
        boolean taken =
                isReserved(token.name())
                        || named(token.name())
                                .filter(other -> !other.id().equals(token.id()))
                                .isPresent();
        if (taken) {
            throw new QueryException(
                    AccessError.CONFLICT,
                    "There is a token '%s' already; choose another name".formatted(token.name()));
        }
    }

    /**
     * Changes a token.
     *
     * @return what became of it
     * @throws QueryException {@link AccessError#NOT_FOUND} when it is not there any more, {@link
     *     AccessError#CONFLICT} for a name that is taken
     */
    synchronized StoredToken change(String id, UnaryOperator<StoredToken> edit) {
        StoredToken changed =
                write(
                        () -> {
                            StoredToken after = edit.apply(byIdOrGone(id));
                            requireFree(after);
                            return connection -> {
                                TokenTable.update(connection, after);
                                return after;
                            };
                        });
        replace(changed);
        return changed;
    }

    private StoredToken byIdOrGone(String id) {
        return Optional.ofNullable(byId.get(id)).orElseThrow(Tokens::gone);
    }

    /** Gives all tokens the scopes that datafiles declare, and no others, in one step. */
    synchronized void declare(List<DeclaredTokens.Declared> declared, Instant now) {
        declared.stream()
                .filter(wanted -> isReserved(wanted.name()))
                .forEach(
                        wanted ->
                                log.warn(
                                        "TOKEN {} is not made: the admin token has this name",
                                        wanted.name()));
        refresh();
        if (changedBy(declared, now).isEmpty()) {
            return;
        }
        Collection<StoredToken> changed =
                write(
                        () -> {
                            Collection<StoredToken> wanted = changedBy(declared, now);
                            return connection -> keep(connection, wanted);
                        });
        changed.forEach(this::replace);
    }

    private Collection<StoredToken> changedBy(List<DeclaredTokens.Declared> declared, Instant now) {
        Map<String, StoredToken> changed = new LinkedHashMap<>();
        for (StoredToken token : byId.values()) {
            if (!token.declared().isEmpty()) {
                changed.put(token.id(), token.withDeclared(ImmutableSet.of(), now));
            }
        }
        for (DeclaredTokens.Declared wanted : declared) {
            if (!isReserved(wanted.name())) {
                StoredToken token = named(wanted.name()).orElseGet(() -> fresh(wanted, now));
                changed.put(token.id(), token.withDeclared(wanted.scopes(), now));
            }
        }
        changed.values().removeIf(this::isKnownSo);
        return changed.values();
    }

    private static StoredToken fresh(DeclaredTokens.Declared wanted, Instant now) {
        return new StoredToken(
                UUID.randomUUID().toString(),
                wanted.name(),
                "",
                wanted.origin(),
                wanted.resourceId(),
                Optional.empty(),
                ImmutableSet.of(),
                wanted.scopes(),
                now,
                now);
    }

    private boolean isKnownSo(StoredToken token) {
        StoredToken known = byId.get(token.id());
        return known != null && known.declared().equals(token.declared());
    }

    private static Collection<StoredToken> keep(
            Connection connection, Collection<StoredToken> changed) throws SQLException {
        for (StoredToken token : changed) {
            if (!TokenTable.update(connection, token)) {
                TokenTable.insert(connection, token);
            }
        }
        return changed;
    }

    private static boolean isReserved(String name) {
        return Ascii.equalsIgnoreCase(name, AdminToken.NAME)
                || Ascii.equalsIgnoreCase(name, AdminToken.ID);
    }

    private static QueryException gone() {
        return new QueryException(AccessError.NOT_FOUND, "The token is not there any more");
    }

    /** Forgets a token; its value is not valid any more when this returns. */
    synchronized void delete(StoredToken token) {
        write(
                () ->
                        connection -> {
                            TokenTable.delete(connection, token.id());
                            return true;
                        });
        forget(token);
    }

    /**
     * Changes what is in the database, on the basis of what is in it: when another server was
     * faster, its change is read and the work is prepared anew.
     *
     * @param prepared looks at tokens as they are, and refuses by throwing
     */
    private <T> T write(Supplier<SqlWork<T>> prepared) {
        for (int i = 0; i < MOST_TRIES; i++) {
            refresh();
            Optional<T> written = metadata.writeAfter(version, prepared.get());
            if (written.isPresent()) {
                version++;
                return written.get();
            }
        }
        throw new MetadataException(
                "Other servers change tokens all the time; try again later", null);
    }

    /**
     * Reads everything when another server, or a command beside this one, has changed something.
     *
     * @return tokens that others have deleted since the last call
     */
    synchronized ImmutableList<StoredToken> refreshIfChanged() {
        refresh();
        ImmutableList<StoredToken> deleted = ImmutableList.copyOf(missed);
        missed.clear();
        return deleted;
    }

    private void refresh() {
        long now = metadata.version();
        if (now == version) {
            return;
        }
        ImmutableList<StoredToken> read = metadata.read(TokenTable::all);
        List<StoredToken> before = new ArrayList<>(byId.values());
        read.forEach(this::replace);
        Set<String> there = read.stream().map(StoredToken::id).collect(Collectors.toSet());
        before.removeIf(token -> there.contains(token.id()));
        before.forEach(this::forget);
        version = now;
        missed.addAll(before);
    }

    /** Whoever shows the token meanwhile is let in with its old rights or with its new ones. */
    private void replace(StoredToken token) {
        StoredToken before = byId.get(token.id());
        if (token.equals(before)) {
            return;
        }
        remember(token);
        if (before != null && !before.hash().equals(token.hash())) {
            before.hash().ifPresent(hash -> byHash.remove(HashCode.fromString(hash)));
        }
        if (before != null && !before.name().equalsIgnoreCase(token.name())) {
            idByName.remove(Ascii.toLowerCase(before.name()), before.id());
        }
    }

    private void remember(StoredToken token) {
        byId.put(token.id(), token);
        idByName.put(Ascii.toLowerCase(token.name()), token.id());
        token.hash().ifPresent(hash -> byHash.put(HashCode.fromString(hash), token.principal()));
        edits.incrementAndGet();
    }

    private void forget(StoredToken token) {
        token.hash().ifPresent(hash -> byHash.remove(HashCode.fromString(hash)));
        idByName.remove(Ascii.toLowerCase(token.name()), token.id());
        byId.remove(token.id());
        edits.incrementAndGet();
    }
}
