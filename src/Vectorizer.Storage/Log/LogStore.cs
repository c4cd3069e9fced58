using System.Security.Cryptography;
using Vectorizer.Storage.Files;

namespace Vectorizer.Storage.Log;

/// <summary>What all logs of a node share: the disk, the open files, the write buffers and the sizes.</summary>
public sealed class LogStore : IDisposable
{
    /// <param name="disk">Where the logs are.</param>
    /// <param name="options">Their sizes.</param>
    /// <param name="instruments">What they measure; null for nothing.</param>
    public LogStore(IDisk disk, LogOptions options, LogInstruments? instruments = null)
        : this(disk, options, new LogRules(), RandomNonce, instruments)
    {
    }

    internal LogStore(IDisk disk, LogOptions options, LogRules rules, Func<ulong> nextNonce, LogInstruments? instruments = null)
    {
        Instruments = instruments ?? LogInstruments.Unheard;
        options.Validate();
        Disk = disk;
        Options = options;
        Rules = rules;
        NextNonce = nextNonce;
        Descriptors = new DescriptorCache(disk, options.MaxOpenFiles);
    }

    public IDisk Disk { get; }

    public LogOptions Options { get; }

    /// <summary>Log files open at the moment.</summary>
    public int OpenFiles => Descriptors.OpenCount;

    internal LogRules Rules { get; }

    internal LogInstruments Instruments { get; }

    internal Func<ulong> NextNonce { get; }

    internal DescriptorCache Descriptors { get; }

    internal WriteBufferPool Buffers { get; } = new();

    /// <summary>Frees the buffers. Logs must have been closed before.</summary>
    public void Dispose() => Buffers.Dispose();

    private static ulong RandomNonce()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(bytes);
        return BitConverter.ToUInt64(bytes);
    }
}
