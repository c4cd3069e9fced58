using Vectorizer.Abstractions.Segments;
using Vectorizer.Engine.Segments;

namespace Vectorizer.Grains.Segments;

/// <summary>A write that has its place in the order and waits to become visible.</summary>
internal sealed class PendingWrite(SegmentWrite write, long bytes)
{
    // Continuations must not run on an index thread: they are turns of grains.
    private readonly TaskCompletionSource<WriteResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SegmentWrite Write { get; } = write;

    /// <summary>Points stored or deleted.</summary>
    public int Points => Write.Mutations.Length;

    /// <summary>Bytes of the points, about.</summary>
    public long Bytes { get; } = bytes;

    /// <summary>Ends when the write is visible, or has failed.</summary>
    public Task<WriteResult> Task => _completion.Task;

    public void Complete(WriteResult result) => _completion.SetResult(result);

    public void Fail(Exception exception) => _completion.SetException(exception);
}
