package dev.tidemill.learning.learner;

import com.amazon.randomcutforest.RandomCutForest;
import com.amazon.randomcutforest.state.RandomCutForestMapper;
import com.amazon.randomcutforest.state.RandomCutForestState;
import com.amazon.randomcutforest.state.sampler.CompactSamplerState;
import com.amazon.randomcutforest.state.store.NodeStoreState;
import com.amazon.randomcutforest.state.store.PointStoreState;
import com.amazon.randomcutforest.state.tree.CompactRandomCutTreeState;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A random cut forest as bytes: what changes while it learns. The rest is that of an empty forest
 * with the same options, so bytes cannot ask for another forest than these allow.
 */
final class RandomCutForm {
    private RandomCutForm() {}

    private static RandomCutForestMapper mapper() {
        RandomCutForestMapper mapper = new RandomCutForestMapper();
        mapper.setSaveTreeStateEnabled(true);
        mapper.setSaveExecutorContextEnabled(true);
        mapper.setCompressionEnabled(false);
        mapper.setPartialTreeStateEnabled(false);
        return mapper;
    }

    static void write(RandomCutForest forest, ModelWriter out) {
        RandomCutForestState state = mapper().toState(forest);
        out.number(state.getTotalUpdates());
        writePoints(state.getPointStoreState(), out);
        for (CompactSamplerState sampler : state.getCompactSamplerStates()) {
            writeSampler(sampler, out);
        }
        for (CompactRandomCutTreeState tree : state.getCompactRandomCutTreeStates()) {
            writeTree(tree, out);
        }
    }

    /**
     * @param empty with the same options as the one that was written; it is not changed
     */
    static RandomCutForest read(RandomCutForest empty, ModelReader in) {
        RandomCutForestState state = mapper().toState(empty);
        state.setTotalUpdates(in.whole());
        readPoints(state.getPointStoreState(), in);
        List<CompactSamplerState> samplers = state.getCompactSamplerStates();
        for (CompactSamplerState sampler : samplers) {
            readSampler(sampler, in);
        }
        for (CompactRandomCutTreeState tree : state.getCompactRandomCutTreeStates()) {
            readTree(tree, in);
        }
        try {
            return mapper().toModel(state);
        } catch (RuntimeException wrong) {
            // The library checks its states one by one, and says so in many ways.
            throw ModelReader.corrupt("a forest of random cuts, " + wrong.getMessage());
        }
    }

    private static void writePoints(PointStoreState points, ModelWriter out) {
        out.number(points.getStartOfFreeSegment()).number(points.getCurrentStoreCapacity());
        out.number(points.getIndexCapacity()).number(points.getLastTimeStamp());
        out.block(points.getPointData()).numbers(points.getRefCount());
        out.numbers(points.getLocationList());
        writeMaybe(points.getDuplicateRefs(), out);
        writeMaybe(points.getReverseLocationList(), out);
        out.flag(points.isReverseAvailable()).flag(points.isDirectLocationMap());
    }

    private static void readPoints(PointStoreState points, ModelReader in) {
        points.setStartOfFreeSegment(in.integer());
        points.setCurrentStoreCapacity(in.integer());
        points.setIndexCapacity(in.integer());
        points.setLastTimeStamp(in.whole());
        points.setPointData(in.block());
        points.setRefCount(in.integers());
        points.setLocationList(in.integers());
        points.setDuplicateRefs(readMaybe(in));
        points.setReverseLocationList(readMaybe(in));
        points.setReverseAvailable(in.flag());
        points.setDirectLocationMap(in.flag());
    }

    private static void writeSampler(CompactSamplerState sampler, ModelWriter out) {
        float[] weights = sampler.getWeight();
        int[] bits = new int[weights.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(weights[i]);
        }
        out.number(sampler.getSize()).numbers(bits).numbers(sampler.getPointIndex());
        out.number(sampler.getMaxSequenceIndex());
        out.number(sampler.getSequenceIndexOfMostRecentTimeDecayUpdate());
        out.number(sampler.getRandomSeed());
    }

    private static void readSampler(CompactSamplerState sampler, ModelReader in) {
        sampler.setSize(in.integer());
        int[] bits = in.integers();
        float[] weights = new float[bits.length];
        for (int i = 0; i < bits.length; i++) {
            weights[i] = Float.intBitsToFloat(bits[i]);
        }
        sampler.setWeight(weights);
        sampler.setPointIndex(in.integers());
        sampler.setMaxSequenceIndex(in.whole());
        sampler.setSequenceIndexOfMostRecentTimeDecayUpdate(in.whole());
        sampler.setRandomSeed(in.whole());
    }

    private static void writeTree(CompactRandomCutTreeState tree, ModelWriter out) {
        out.number(tree.getRoot()).number(tree.getSeed());
        out.number(Float.floatToRawIntBits(tree.getWeight()));
        NodeStoreState nodes = tree.getNodeStoreState();
        out.number(nodes.getSize()).number(nodes.getRoot());
        out.flag(nodes.isCanonicalAndNotALeaf());
        writeMaybe(nodes.getCutDimension(), out);
        byte[] cuts = nodes.getCutValueData();
        out.flag(cuts != null);
        if (cuts != null) {
            out.block(cuts);
        }
        writeMaybe(nodes.getLeftIndex(), out);
        writeMaybe(nodes.getRightIndex(), out);
        writeMaybe(nodes.getNodeFreeIndexes(), out);
        out.number(nodes.getNodeFreeIndexPointer());
        writeMaybe(nodes.getLeafFreeIndexes(), out);
        out.number(nodes.getLeafFreeIndexPointer());
        writeMaybe(nodes.getLeafMass(), out);
        writeMaybe(nodes.getLeafPointIndex(), out);
    }

    private static void readTree(CompactRandomCutTreeState tree, ModelReader in) {
        tree.setRoot(in.integer());
        tree.setSeed(in.whole());
        tree.setWeight(Float.intBitsToFloat(in.integer()));
        NodeStoreState nodes = tree.getNodeStoreState();
        nodes.setSize(in.integer());
        nodes.setRoot(in.integer());
        nodes.setCanonicalAndNotALeaf(in.flag());
        nodes.setCutDimension(readMaybe(in));
        nodes.setCutValueData(in.flag() ? in.block() : null);
        nodes.setLeftIndex(readMaybe(in));
        nodes.setRightIndex(readMaybe(in));
        nodes.setNodeFreeIndexes(readMaybe(in));
        nodes.setNodeFreeIndexPointer(in.integer());
        nodes.setLeafFreeIndexes(readMaybe(in));
        nodes.setLeafFreeIndexPointer(in.integer());
        nodes.setLeafMass(readMaybe(in));
        nodes.setLeafPointIndex(readMaybe(in));
    }

    private static void writeMaybe(int @Nullable [] values, ModelWriter out) {
        out.flag(values != null);
        if (values != null) {
            out.numbers(values);
        }
    }

    private static int @Nullable [] readMaybe(ModelReader in) {
        return in.flag() ? in.integers() : null;
    }
}
