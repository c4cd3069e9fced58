using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Orleans.Storage;
using Vectorizer.Azure.Blobs;
using Vectorizer.Clustering.Persistence;
using Vectorizer.Storage.Formats;
using Vectorizer.Storage.Formats.V1;

namespace Vectorizer.Azure.Persistence;

/// <summary>State of grains in Azure Blob Storage: a blob each, named by a hash of its key, in the format of a file of state.</summary>
/// <remarks>
/// The ETag is the blob's own, and the store itself compares it. The client repeats a request whose answer was lost; when the
/// first one had arrived, the second one meets a changed ETag. So a conflict is looked at: a blob that holds the id of this
/// very write is this write, and no conflict. Threads: any.
/// </remarks>
public sealed class AzureBlobGrainStorage : IGrainStorage
{
    private readonly BlobContainerClient _container;
    private readonly string _prefix;
    private readonly GrainStateCodec _codec;

    /// <param name="container">The container; it is not made here.</param>
    /// <param name="serviceId">Of the cluster: clusters with different ids do not see each other's state.</param>
    /// <param name="codec">Makes bytes of states.</param>
    public AzureBlobGrainStorage(BlobContainerClient container, string serviceId, GrainStateCodec codec)
    {
        _container = container;
        _prefix = $"state/{Uri.EscapeDataString(serviceId)}/";
        _codec = codec;
    }

    /// <inheritdoc/>
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        => ReadStateAsync(stateName, grainId, grainState, CancellationToken.None);

    /// <inheritdoc/>
    /// <exception cref="CorruptDataException">The blob is damaged, or belongs to another key.</exception>
    /// <exception cref="FormatMismatchException">It is of another product or version.</exception>
    /// <exception cref="GrainStateException">The store could not be reached or refused, or the state cannot be decoded.</exception>
    public async Task ReadStateAsync<T>(
        string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        GrainStateKey key = new(stateName, grainId);
        BlobClient blob = BlobOf(key);
        Found? found;
        try
        {
            found = await TryReadAsync(key, blob, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsFailure(exception, cancellationToken))
        {
            throw Failed("read", key, blob, exception);
        }

        if (found is null)
        {
            _codec.SetMissing(grainState);
            return;
        }

        grainState.State = _codec.Decode<T>(key, found.File, blob.Uri.AbsolutePath);
        grainState.ETag = found.ETag;
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
        BlobClient blob = BlobOf(key);
        (Guid writeId, byte[] bytes) = _codec.Encode(key, grainState.State);
        string? expected = grainState.ETag;
        try
        {
            grainState.ETag = await WriteAsync(key, blob, writeId, bytes, expected, cancellationToken).ConfigureAwait(false);
            grainState.RecordExists = true;
        }
        catch (Exception exception) when (IsFailure(exception, cancellationToken))
        {
            throw Failed("written", key, blob, exception);
        }
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
        BlobClient blob = BlobOf(key);
        string? expected = grainState.ETag;
        try
        {
            if (expected is null)
            {
                if (await TryReadAsync(key, blob, cancellationToken).ConfigureAwait(false) is { } found)
                {
                    throw Conflict("cleared", key, found.ETag, expected);
                }
            }
            else
            {
                await DeleteAsync(key, blob, expected, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (IsFailure(exception, cancellationToken))
        {
            throw Failed("cleared", key, blob, exception);
        }

        _codec.SetMissing(grainState);
    }

    private static bool IsFailure(Exception exception, CancellationToken cancellationToken)
        => AzureFailure.Is(exception, cancellationToken)
            && exception is not (GrainStateException or CorruptDataException or FormatMismatchException);

    private static BlobRequestConditions Conditions(string? expected)
        => expected is null ? new() { IfNoneMatch = ETag.All } : new() { IfMatch = new ETag(expected) };

    private static async Task<Found?> TryReadAsync(GrainStateKey key, BlobClient blob, CancellationToken cancellationToken)
    {
        try
        {
            BlobDownloadResult answer = await blob.DownloadContentAsync(cancellationToken).ConfigureAwait(false);
            StateFile file = GrainStateCodec.Open(key, answer.Content.ToMemory(), blob.Uri.AbsolutePath);
            return new Found(file, answer.Details.ETag.ToString());
        }
        catch (RequestFailedException exception) when (AzureFailure.IsMissing(exception))
        {
            return null;
        }
    }

    private static async Task<string> WriteAsync(
        GrainStateKey key, BlobClient blob, Guid writeId, byte[] bytes, string? expected, CancellationToken cancellationToken)
    {
        try
        {
            BlobContentInfo answer = await blob
                .UploadAsync(new BinaryData(bytes), new BlobUploadOptions { Conditions = Conditions(expected) }, cancellationToken)
                .ConfigureAwait(false);
            return answer.ETag.ToString();
        }
        catch (RequestFailedException exception) when (AzureFailure.IsConflict(exception) || AzureFailure.IsMissing(exception))
        {
            Found? found = await TryReadAsync(key, blob, cancellationToken).ConfigureAwait(false);
            return found is not null && found.File.WriteId == writeId
                ? found.ETag
                : throw Conflict("written", key, found?.ETag, expected);
        }
    }

    private static async Task DeleteAsync(GrainStateKey key, BlobClient blob, string expected, CancellationToken cancellationToken)
    {
        try
        {
            await blob.DeleteAsync(DeleteSnapshotsOption.IncludeSnapshots, Conditions(expected), cancellationToken).ConfigureAwait(false);
        }
        catch (RequestFailedException exception) when (AzureFailure.IsConflict(exception) || AzureFailure.IsMissing(exception))
        {
            Found? found = await TryReadAsync(key, blob, cancellationToken).ConfigureAwait(false);
            throw Conflict("cleared", key, found?.ETag, expected);
        }
    }

    private static InconsistentStateException Conflict(string done, GrainStateKey key, string? stored, string? expected)
        => new($"The {key} cannot be {done}: somebody else has changed it.", stored, expected);

    private GrainStateException Failed(string done, GrainStateKey key, BlobClient blob, Exception exception) => new(
        $"The {key} could not be {done} in container '{_container.Name}', blob '{blob.Name}'. {AzureFailure.Explain(exception)}", exception);

    private BlobClient BlobOf(GrainStateKey key) => _container.GetBlobClient(_prefix + key.Hash);

    private sealed record Found(StateFile File, string ETag);
}
