using Orleans.Runtime.Placement;

namespace Vectorizer.Clustering.Placement;

/// <summary>Finds the silo with the name that a key ends in.</summary>
internal sealed class NodePlacementDirector(IClusterMembershipService membership) : IPlacementDirector
{
    private const int PartsOfKey = 3;

    public Task<SiloAddress> OnAddActivation(
        PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        // The name comes last: it alone may hold a slash.
        string node = target.GrainIdentity.Key.ToString()!.Split('/', PartsOfKey)[^1];
        foreach (SiloAddress silo in context.GetCompatibleSilos(target))
        {
            if (membership.CurrentSnapshot.Members.TryGetValue(silo, out ClusterMember? member) && member.Name == node)
            {
                return Task.FromResult(silo);
            }
        }

        throw new SiloUnavailableException($"Node '{node}' is not up.");
    }
}
