using Orleans.Storage;

namespace Vectorizer.Clustering.Tests.Persistence;

/// <summary>A storage with a fault that the contract must find.</summary>
internal sealed class ForgetfulStorage(IGrainStorage storage, PlantedFault fault) : IGrainStorage
{
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await storage.ReadStateAsync(Name(stateName), Grain(grainId), grainState);
        if (fault == PlantedFault.MissingRecordExists)
        {
            grainState.RecordExists = true;
        }
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (fault == PlantedFault.WriteNotStored && grainState.ETag is not null)
        {
            return;
        }

        while (true)
        {
            try
            {
                await storage.WriteStateAsync(Name(stateName), Grain(grainId), grainState);
                return;
            }
            catch (InconsistentStateException) when (fault == PlantedFault.ETagIgnored)
            {
                grainState.ETag = await CurrentETagAsync<T>(stateName, grainId);
            }
        }
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (fault == PlantedFault.ClearIgnoresETag)
        {
            grainState.ETag = await CurrentETagAsync<T>(stateName, grainId);
        }

        await storage.ClearStateAsync(Name(stateName), Grain(grainId), grainState);
    }

    private string Name(string stateName) => fault == PlantedFault.NameOfStateIgnored ? "state" : stateName;

    private GrainId Grain(GrainId grain)
        => fault == PlantedFault.CaseIgnored ? GrainId.Create(grain.Type, IdSpan.Create(grain.Key.ToString()!.ToLowerInvariant())) : grain;

    private async Task<string?> CurrentETagAsync<T>(string stateName, GrainId grainId)
    {
        GrainState<T> current = new();
        await storage.ReadStateAsync(Name(stateName), Grain(grainId), current);
        return current.ETag;
    }
}
