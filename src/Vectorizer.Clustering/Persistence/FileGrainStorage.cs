using Microsoft.Extensions.Logging;
using Orleans.Storage;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Formats;
using Vectorizer.Storage.Formats.V1;

namespace Vectorizer.Clustering.Persistence;

/// <summary>State of grains in files of this node. docs/formats/state-file.md tells what is in them.</summary>
/// <remarks>
/// A state counts as written when the disk has confirmed it. The ETag is the random id of the write that made the record, so
/// that a record which was cleared and written again is not taken for the former one. Threads: any; all that blocks runs on
/// threads of its own, one record at a time. A damaged record is a failure and never an empty one.
/// </remarks>
public sealed partial class FileGrainStorage : IGrainStorage, IDisposable
{
    // Disks take a few syncs at a time and gain little from more.
    private const int Threads = 4;

    private readonly GrainStateCodec _codec;
    private readonly StateFiles _files;
    private readonly StateThreads _threads;

    /// <summary>Opens a directory that exists, and that no other process uses.</summary>
    /// <exception cref="DiskException">A call of the system failed.</exception>
    public FileGrainStorage(IDisk disk, string directory, GrainStateCodec codec, ILogger<FileGrainStorage> logger)
    {
        _codec = codec;
        _files = new StateFiles(disk, directory);
        if (_files.Swept > 0)
        {
            LogSwept(logger, _files.Swept, directory);
        }

        _threads = new StateThreads(Threads);
    }

    /// <inheritdoc/>
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        => ReadStateAsync(stateName, grainId, grainState, CancellationToken.None);

    /// <inheritdoc/>
    /// <exception cref="DiskException">A call of the system failed.</exception>
    /// <exception cref="CorruptDataException">The file is damaged, or belongs to another key.</exception>
    /// <exception cref="FormatMismatchException">It is of another product or version.</exception>
    /// <exception cref="GrainStateException">The file cannot be believed or decoded.</exception>
    public async Task ReadStateAsync<T>(
        string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        GrainStateKey key = new(stateName, grainId);
        StateFile? found = await _threads.RunAsync(key.Hash, () => _files.TryRead(key), cancellationToken).ConfigureAwait(false);
        if (found is not { } file)
        {
            _codec.SetMissing(grainState);
            return;
        }

        grainState.State = _codec.Decode<T>(key, file, _files.PathOf(key));
        grainState.ETag = ETagOf(file.WriteId);
        grainState.RecordExists = true;
    }

    /// <inheritdoc/>
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        => WriteStateAsync(stateName, grainId, grainState, CancellationToken.None);

    /// <inheritdoc/>
    /// <exception cref="InconsistentStateException">The record is not the one that was read; nothing was changed.</exception>
    /// <inheritdoc cref="ReadStateAsync{T}(string, GrainId, IGrainState{T}, CancellationToken)" path="/exception"/>
    public async Task WriteStateAsync<T>(
        string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        GrainStateKey key = new(stateName, grainId);

        // Here and not on the other thread: the state belongs to the grain's turn.
        (Guid writeId, byte[] bytes) = _codec.Encode(key, grainState.State);
        string? expected = grainState.ETag;
        await _threads.RunAsync(
            key.Hash,
            () =>
            {
                RequireETag("written", key, expected);
                _files.Replace(key, bytes);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
        grainState.ETag = ETagOf(writeId);
        grainState.RecordExists = true;
    }

    /// <inheritdoc/>
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        => ClearStateAsync(stateName, grainId, grainState, CancellationToken.None);

    /// <inheritdoc/>
    /// <inheritdoc cref="WriteStateAsync{T}(string, GrainId, IGrainState{T}, CancellationToken)" path="/exception"/>
    public async Task ClearStateAsync<T>(
        string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        GrainStateKey key = new(stateName, grainId);
        string? expected = grainState.ETag;
        await _threads.RunAsync(
            key.Hash,
            () =>
            {
                if (RequireETag("cleared", key, expected))
                {
                    _files.Delete(key);
                }

                return true;
            },
            cancellationToken).ConfigureAwait(false);
        _codec.SetMissing(grainState);
    }

    /// <summary>Finishes what is under way.</summary>
    public void Dispose() => _threads.Dispose();

    private static string ETagOf(Guid writeId) => writeId.ToString("N");

    /// <summary>Makes sure that the record is the expected one, and tells whether there is one.</summary>
    private bool RequireETag(string done, GrainStateKey key, string? expected)
    {
        string? stored = _files.TryRead(key) is { } file ? ETagOf(file.WriteId) : null;
        return stored == expected
            ? stored is not null
            : throw new InconsistentStateException(
                $"The {key} cannot be {done}: somebody else has changed it.", stored, expected);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Count} unfinished files of grain state from {Directory}.")]
    private static partial void LogSwept(ILogger logger, int count, string directory);
}
