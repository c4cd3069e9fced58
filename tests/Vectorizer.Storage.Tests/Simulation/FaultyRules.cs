using Vectorizer.Storage.Formats.V1;
using Vectorizer.Storage.Log;

namespace Vectorizer.Storage.Tests.Simulation;

/// <summary>The rules with one of them broken.</summary>
internal sealed class FaultyRules(PlantedFault fault) : LogRules
{
    public override bool SyncsBeforeRoll => fault != PlantedFault.SyncOnlyTheNewFileOnRoll;

    public override bool ChecksumMatches(uint stored, uint computed)
        => fault == PlantedFault.AcceptAnyChecksum || base.ChecksumMatches(stored, computed);

    public override bool EpochFollows(long previous, long next)
        => fault == PlantedFault.IgnoreEpoch || base.EpochFollows(previous, next);

    public override long Following(long sequence)
        => fault == PlantedFault.ReuseASequence && sequence > 0 && sequence % 8 == 0 ? sequence : base.Following(sequence);

    public override bool ProvesDamage(long damagedSequence, in LogRecordHeader later)
        => fault == PlantedFault.CallATornTailDamage || base.ProvesDamage(damagedSequence, later);

    public override bool IsMet(LogDurability asked, LogDurability reached)
        => fault == PlantedFault.AcknowledgeFromMemory || base.IsMet(asked, reached);

    public override LogDurability Reported(LogDurability asked, LogDurability reached)
        => fault == PlantedFault.ReportMemoryAsFsync ? LogDurability.Fsync : base.Reported(asked, reached);
}
