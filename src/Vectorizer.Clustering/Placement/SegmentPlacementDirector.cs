using System.Collections.Immutable;
using Orleans.Runtime.Placement;

namespace Vectorizer.Clustering.Placement;

/// <summary>Chooses the node of a segment among the nodes that are up.</summary>
/// <remarks>
/// Nodes are ranked by name. A silo's address changes with every start, and ranking addresses would move every segment
/// away from its node's disk when the node restarts.
/// </remarks>
internal sealed class SegmentPlacementDirector(IClusterMembershipService membership) : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(
        PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        SiloAddress[] silos = context.GetCompatibleSilos(target);
        SiloAddress chosen = IPlacementDirector.GetPlacementHint(target.RequestContextData, silos)
            ?? First(target.GrainIdentity.Key.ToString()!, silos);
        return Task.FromResult(chosen);
    }

    private SiloAddress First(string key, SiloAddress[] silos)
    {
        ImmutableDictionary<SiloAddress, ClusterMember> members = membership.CurrentSnapshot.Members;
        SiloAddress? first = null;
        ulong greatest = 0;
        foreach (SiloAddress silo in silos)
        {
            // A silo that is compatible but not yet in this node's snapshot has no name here. It is ranked by its address,
            // which only matters for a segment that is placed in that very moment.
            string name = members.TryGetValue(silo, out ClusterMember? member) ? member.Name : silo.ToParsableString();
            ulong weight = RendezvousHash.Weight(key, name);
            if (first is null || weight > greatest || (weight == greatest && silo.CompareTo(first) < 0))
            {
                (first, greatest) = (silo, weight);
            }
        }

        return first ?? throw new SiloUnavailableException($"No silo can hold segment {key}.");
    }
}
