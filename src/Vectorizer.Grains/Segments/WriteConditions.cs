using System.IO.Hashing;
using System.Text;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Engine.Segments;

namespace Vectorizer.Grains.Segments;

/// <summary>Compares what a write expects of points with what is stored and with what is on its way.</summary>
/// <remarks>
/// A write on its way may still fail, so a point that it concerns has no sequence that another could ask for: neither the old one nor
/// the new one. Threads: under the writer's lock, as for what is on its way.
/// </remarks>
/// <param name="index">What is stored.</param>
/// <param name="pending">What is on its way.</param>
internal sealed class WriteConditions(LiveIndex index, PendingWrites pending)
{
    /// <summary>Refuses a write with conditions in which a point comes twice: it cannot be at one sequence both times.</summary>
    /// <exception cref="VectorizerException"><c>invalid_argument</c>.</exception>
    public static void ThrowIfOneRepeats(ReadOnlySpan<PointMutation> mutations, WriteOptions options)
    {
        if (options.IfSequences.IsDefaultOrEmpty)
        {
            return;
        }

        HashSet<string> ids = new(StringComparer.Ordinal);
        for (int i = 0; i < mutations.Length; i++)
        {
            string id = Encoding.UTF8.GetString(mutations[i].Id.Span);
            if (!ids.Add(id))
            {
                throw VectorizerException.InvalidArgument(
                    "points.if_sequence", $"Point '{id}' comes twice in a write with conditions. Send it once.");
            }
        }
    }

    /// <summary>Refuses the write if a point is not at the sequence that it asks for, or is just being written.</summary>
    /// <exception cref="VectorizerException"><c>sequence_mismatch</c>.</exception>
    public void Check(ReadOnlySpan<PointMutation> mutations, WriteOptions options)
    {
        if (options.IfSequences.IsDefaultOrEmpty)
        {
            return;
        }

        using SegmentReader reader = index.OpenReader();
        for (int i = 0; i < mutations.Length; i++)
        {
            long expected = options.IfSequences[i];
            if (expected == WriteOptions.AnySequence)
            {
                continue;
            }

            (long? sequence, string found) = CurrentSequence(reader, mutations[i].Id.Span);
            if (sequence != expected)
            {
                throw new VectorizerException(
                    VectorizerError.SequenceMismatch,
                    $"Point '{Encoding.UTF8.GetString(mutations[i].Id.Span)}' {found}, and the write asks for "
                    + $"{(expected == 0 ? "none" : $"sequence {expected}")}. Read the point again. The segment stored nothing of this write.")
                {
                    Argument = $"points[{i}].if_sequence",
                };
            }
        }
    }

    /// <summary>The points that are not at the sequences at which they were read, or are just being written; null if there are none.</summary>
    public ChangedPoints? FindChanged(ReadOnlySpan<PointMutation> mutations, ReadOnlySpan<long> sequences)
    {
        ChangedPoints changed = new();
        FindBeingWritten(mutations, changed);
        using SegmentReader reader = index.OpenReader();
        for (int i = 0; i < mutations.Length; i++)
        {
            long sequence = reader.TryFind(mutations[i].Id.Span, out int ordinal) ? reader.SequenceOf(ordinal) : 0;
            if (sequence != sequences[i])
            {
                changed.Numbers.Add(i);
            }
        }

        return changed.Numbers.Count == 0 ? null : changed;
    }

    /// <summary>The sequence of a point after all that is on its way; null when it is just being written.</summary>
    private (long? Sequence, string Found) CurrentSequence(SegmentReader reader, ReadOnlySpan<byte> id)
    {
        for (int i = pending.InOrder.Length - 1; i >= 0; i--)
        {
            ReadOnlySpan<PointMutation> mutations = pending.InOrder[i].Mutations.Span;
            for (int j = mutations.Length - 1; j >= 0; j--)
            {
                if (mutations[j].Id.Span.SequenceEqual(id))
                {
                    // Not settled yet, a delete as little as an upsert: the disk may still refuse it.
                    return (null, mutations[j].IsDelete ? "is just being deleted" : "is just being written");
                }
            }
        }

        return reader.TryFind(id, out int ordinal)
            ? (reader.SequenceOf(ordinal), $"has sequence {reader.SequenceOf(ordinal)}")
            : (0, "does not exist");
    }

    /// <summary>Finds the points that a write on its way is about, in one pass over both.</summary>
    private void FindBeingWritten(ReadOnlySpan<PointMutation> mutations, ChangedPoints changed)
    {
        if (pending.InOrder.IsEmpty)
        {
            return;
        }

        Dictionary<ulong, int> numbers = new(mutations.Length);
        for (int i = 0; i < mutations.Length; i++)
        {
            numbers[XxHash3.HashToUInt64(mutations[i].Id.Span)] = i;
        }

        foreach (PendingWrite write in pending.InOrder)
        {
            bool concerns = false;
            foreach (ref readonly PointMutation mutation in write.Mutations.Span)
            {
                // Two ids of one hash: computed once more for nothing.
                if (numbers.TryGetValue(XxHash3.HashToUInt64(mutation.Id.Span), out int number))
                {
                    changed.Numbers.Add(number);
                    concerns = true;
                }
            }

            if (concerns)
            {
                changed.Settling.Add(write.Done);
            }
        }
    }
}
