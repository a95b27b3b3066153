package io.penstock.server.access;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;

import java.util.Arrays;
import java.util.Optional;

/** What kind of thing a scope permits. */
public enum ScopeType {
    /** Everything. */
    ADMIN("ADMIN", false),
    /** To manage tokens. */
    TOKENS("TOKENS", false),
    /** To create data sources, and to append to and delete from all of them. */
    DATASOURCES_CREATE("DATASOURCES:CREATE", false),
    /** To append to a data source. */
    DATASOURCES_APPEND("DATASOURCES:APPEND", true),
    /** To read a data source or a connection's table. */
    DATASOURCES_READ("DATASOURCES:READ", true),
    /** To delete a data source. */
    DATASOURCES_DROP("DATASOURCES:DROP", true),
    /** To create, change and publish pipes. */
    PIPES_CREATE("PIPES:CREATE", false),
    /** To call a pipe and read its result. */
    PIPES_READ("PIPES:READ", true),
    /** To delete a pipe. */
    PIPES_DROP("PIPES:DROP", true),
    /** To read everything. */
    WORKSPACE_READ_ALL("WORKSPACE:READ_ALL", false),
    /** To deploy projects. */
    WORKSPACE_DEPLOY("WORKSPACE:DEPLOY", false),
    /** To read the service data sources of all workspaces. */
    ORG_DATASOURCES_READ("ORG_DATASOURCES:READ", false);

    private static final ImmutableMap<String, ScopeType> LABELS =
            Maps.uniqueIndex(Arrays.asList(values()), ScopeType::label);

    private final String label;
    private final boolean ofResource;

    ScopeType(String label, boolean ofResource) {
        this.label = label;
        this.ofResource = ofResource;
    }

    /** As clients write it: {@code PIPES:READ}. */
    public String label() {
        return label;
    }

    /** Whether the scope names what it is for. */
    public boolean isOfResource() {
        return ofResource;
    }

    /** The type of this label. */
    public static Optional<ScopeType> labelled(String label) {
        return Optional.ofNullable(LABELS.get(label));
    }
}
