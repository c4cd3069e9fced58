using System.Collections.Concurrent;

namespace Vectorizer.Storage.Log;

/// <summary>Write buffers for as many threads as write at a time: logs themselves hold none.</summary>
internal sealed class WriteBufferPool : IDisposable
{
    private readonly ConcurrentBag<WriteBuffer> _free = [];

    public WriteBuffer Rent() => _free.TryTake(out WriteBuffer? buffer) ? buffer : new WriteBuffer();

    public void Return(WriteBuffer buffer)
    {
        buffer.Shrink();
        _free.Add(buffer);
    }

    public void Dispose()
    {
        while (_free.TryTake(out WriteBuffer? buffer))
        {
            buffer.Dispose();
        }
    }
}
