package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelVisitor;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.RepeatUnion;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Parts of a tree that occur more than once and are worth being computed once: a view that is read
 * twice, or a sub-query that stands in two places word by word. A view is one object wherever it is
 * read; its functions give the same values to all readers. Other equal parts are taken for one only
 * if they can't give different values.
 */
final class SharedTrees {
    private final Map<Key, Integer> counts = new HashMap<>();
    private final Map<RelNode, Facts> facts = new IdentityHashMap<>();

    SharedTrees(RelNode root) {
        count(root);
    }

    /** The name for all occurrences of a tree, absent when it occurs once. */
    Optional<Key> shared(RelNode rel) {
        if (!isCandidate(rel)) {
            return Optional.empty();
        }
        Key key = key(rel);
        return counts.getOrDefault(key, 0) > 1 ? Optional.of(key) : Optional.empty();
    }

    /** Whether a tree has the same rows whenever and for whomever it is computed. */
    static boolean isAlone(RelNode rel) {
        Facts facts = new Facts();
        facts.look(rel);
        return facts.free.isEmpty() && facts.deterministic;
    }

    /** Whether something that is worth being computed once is in the trees of both. */
    boolean overlaps(SharedTrees other) {
        return counts.keySet().stream().anyMatch(other.counts::containsKey);
    }

    /** The trees in a tree that are computed once for it and for others. */
    ImmutableList<RelNode> sharedIn(RelNode rel) {
        ImmutableList.Builder<RelNode> found = ImmutableList.builder();
        new RelVisitor() {
            @Override
            public void visit(RelNode node, int ordinal, @Nullable RelNode parent) {
                if (node != rel && shared(node).isPresent()) {
                    found.add(node);
                } else {
                    super.visit(node, ordinal, parent);
                }
            }
        }.go(rel);
        return found.build();
    }

    /** Equal for trees that are computed once. */
    sealed interface Key {
        /** A tree that is nothing but itself. */
        record Same(Identity identity) implements Key {}

        /** A tree by what it computes. */
        record Equal(Digest digest) implements Key {}
    }

    /** A tree's identity. */
    static final class Identity {
        private final RelNode rel;

        Identity(RelNode rel) {
            this.rel = rel;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Identity identity && identity.rel == rel;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(rel);
        }
    }

    /** A tree's meaning. */
    static final class Digest {
        private final RelNode rel;
        private final int hash;

        Digest(RelNode rel) {
            this.rel = rel;
            this.hash = rel.deepHashCode();
        }

        RelNode rel() {
            return rel;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Digest digest
                    && digest.hash == hash
                    && (digest.rel == rel || digest.rel.deepEquals(rel));
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    private Key key(RelNode rel) {
        return facts(rel).deterministic
                ? new Key.Equal(new Digest(rel))
                : new Key.Same(new Identity(rel));
    }

    private boolean isCandidate(RelNode rel) {
        boolean wholeQuery =
                rel instanceof Project
                        || rel instanceof Aggregate
                        || rel instanceof SetOp
                        || rel instanceof Sort
                        || rel instanceof RepeatUnion;
        return wholeQuery && facts(rel).costly && facts(rel).free.isEmpty();
    }

    private void count(RelNode rel) {
        if (isCandidate(rel) && counts.merge(key(rel), 1, Integer::sum) > 1) {
            return;
        }
        rel.getInputs().forEach(this::count);
        rel.accept(
                new RexShuttle() {
                    @Override
                    public RexNode visitSubQuery(RexSubQuery query) {
                        count(query.rel);
                        return super.visitSubQuery(query);
                    }
                });
    }

    private Facts facts(RelNode rel) {
        Facts known = facts.get(rel);
        if (known == null) {
            known = new Facts();
            known.look(rel);
            facts.put(rel, known);
        }
        return known;
    }

    /** What is in a tree. */
    private static final class Facts {
        private final Set<Object> free = new HashSet<>();
        private boolean costly;
        private boolean deterministic = true;

        void look(RelNode root) {
            Set<Object> bound = new HashSet<>();
            new RelVisitor() {
                @Override
                public void visit(
                        RelNode node, int ordinal, org.apache.calcite.rel.RelNode parent) {
                    lookAt(node, bound);
                    super.visit(node, ordinal, parent);
                }
            }.go(root);
            free.removeAll(bound);
        }

        private void lookAt(RelNode node, Set<Object> bound) {
            bound.addAll(node.getVariablesSet());
            costly |= node instanceof Join || node instanceof Aggregate || node instanceof SetOp;
            costly |= node instanceof RepeatUnion;
            if (node instanceof RepeatUnion union && union.getTransientTable() != null) {
                bound.add(union.getTransientTable().getQualifiedName());
            }
            if (node instanceof TableScan scan && Recursion.isTransient(scan)) {
                free.add(scan.getTable().getQualifiedName());
            }
            boolean filters =
                    node instanceof Filter || node instanceof Project || node instanceof Join;
            if (filters) {
                node.accept(new Look(bound));
            }
        }

        private final class Look extends RexShuttle {
            private final Set<Object> bound;

            Look(Set<Object> bound) {
                this.bound = bound;
            }

            @Override
            public RexNode visitCorrelVariable(RexCorrelVariable variable) {
                CorrelationId id = variable.id;
                free.add(id);
                return variable;
            }

            @Override
            public RexNode visitOver(RexOver over) {
                costly = true;
                return super.visitOver(over);
            }

            @Override
            public RexNode visitCall(org.apache.calcite.rex.RexCall call) {
                deterministic &= RexUtil.isDeterministic(call);
                return super.visitCall(call);
            }

            @Override
            public RexNode visitSubQuery(RexSubQuery query) {
                Facts inner = new Facts();
                inner.look(query.rel);
                free.addAll(inner.free);
                costly |= inner.costly;
                deterministic &= inner.deterministic;
                return super.visitSubQuery(query);
            }
        }
    }
}
