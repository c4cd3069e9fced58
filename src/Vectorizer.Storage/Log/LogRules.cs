using Vectorizer.Storage.Formats.V1;

namespace Vectorizer.Storage.Log;

/// <summary>The judgements on which no-loss rests, each in one place.</summary>
/// <remarks>Tests override them one at a time, to see that the model of the log finds out.</remarks>
internal class LogRules
{
    /// <summary>Whether a record's bytes are those that were written.</summary>
    public virtual bool ChecksumMatches(uint stored, uint computed) => stored == computed;

    /// <summary>Epochs never fall: a record of a replaced leadership must not follow one of its successor.</summary>
    public virtual bool EpochFollows(long previous, long next) => next >= previous;

    /// <summary>No sequence is left out or given twice.</summary>
    public virtual long Following(long sequence) => sequence + 1;

    /// <summary>
    /// Whether a later record proves that a damaged one had been whole. Without such a proof it is a torn write, of
    /// which nobody was told that it is on the disk.
    /// </summary>
    public virtual bool ProvesDamage(long damagedSequence, in LogRecordHeader later) => later.SyncedSequence >= damagedSequence;

    /// <summary>A file is left for the next one only after all of it is on the disk.</summary>
    public virtual bool SyncsBeforeRoll => true;

    /// <summary>Whether a write that asked for one durability may be acknowledged when another is reached.</summary>
    public virtual bool IsMet(LogDurability asked, LogDurability reached) => reached >= asked;

    /// <summary>The durability that an acknowledgement names: what was reached, whatever was asked.</summary>
    public virtual LogDurability Reported(LogDurability asked, LogDurability reached) => reached;
}
