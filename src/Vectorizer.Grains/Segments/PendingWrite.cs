using Vectorizer.Engine.Segments;
using Vectorizer.Storage.Log;

namespace Vectorizer.Grains.Segments;

/// <summary>A write on its way: queued for the log, logged, applied.</summary>
/// <remarks>The log gives it its sequence. The memory of its mutations is borrowed until it is applied.</remarks>
internal sealed class PendingWrite(
    ReadOnlyMemory<PointMutation> mutations, ReadOnlyMemory<byte> idempotencyKey, ulong? fingerprint, long bytes, SegmentGrowth growth)
    : SegmentWriteRecord(mutations, idempotencyKey, fingerprint)
{
    // Continuations must not run on an index thread: they are turns of grains.
    private readonly TaskCompletionSource<int> _applied = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _done;

    /// <summary>Points stored or deleted.</summary>
    public int Points => Mutations.Length;

    /// <summary>Whether it gives points other payloads.</summary>
    public bool Revises => Mutations.Length > 0 && Mutations.Span[0].IsRevision;

    /// <summary>Bytes of the points, about.</summary>
    public long Bytes { get; } = bytes;

    /// <summary>What it adds to the present index at most. Guarded by the writer's lock.</summary>
    public SegmentGrowth Growth { get; set; } = growth;

    /// <summary>Whether it no longer waits for anything. Guarded by the writer's lock.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Ends when the write is visible or has failed. Guarded by the writer's lock.</summary>
    public Task Done => (_done ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>It waits for nothing any more. Guarded by the writer's lock.</summary>
    public void End()
    {
        IsDone = true;
        _done?.TrySetResult();
    }

    /// <summary>The points that it affected, once it is visible.</summary>
    public Task<int> Applied => _applied.Task;

    public void CompleteApply(int affected) => _applied.TrySetResult(affected);

    public void FailApply(Exception exception) => _applied.TrySetException(exception);

    public SegmentWrite ToWrite() => new(Sequence, Mutations);
}
