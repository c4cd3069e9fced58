using System.Collections.Immutable;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Points;
using Vectorizer.Engine.Segments;

namespace Vectorizer.Grains.Segments;

/// <summary>Messages as the mutations of the engine. They share the memory of the message.</summary>
internal static class PointMutations
{
    /// <param name="points">Checked by <see cref="PointRules.Check"/>.</param>
    /// <param name="fields">The fields of the collection.</param>
    public static PointMutation[] Upserts(PointBatch points, ImmutableArray<VectorField> fields)
    {
        PointMutation[] mutations = new PointMutation[points.Count];
        ReadOnlyMemory<float> values = points.Values.Values;
        int start = 0;
        for (int i = 0; i < mutations.Length; i++)
        {
            ulong bits = points.FieldsOf(i);
            int floats = PointRules.FloatsOf(bits, fields);
            mutations[i] = PointMutation.Upsert(points.Ids[i], bits, values.Slice(start, floats), points.PayloadOf(i));
            start += floats;
        }

        return mutations;
    }

    /// <param name="ids">Checked by <see cref="PointRules.CheckIds"/>.</param>
    public static PointMutation[] Deletes(ByteStrings ids)
    {
        PointMutation[] mutations = new PointMutation[ids.Count];
        for (int i = 0; i < mutations.Length; i++)
        {
            mutations[i] = PointMutation.Delete(ids[i]);
        }

        return mutations;
    }
}
