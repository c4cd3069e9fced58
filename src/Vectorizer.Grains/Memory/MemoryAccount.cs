namespace Vectorizer.Grains.Memory;

/// <summary>The part of the budget that one holder of memory has.</summary>
/// <remarks>
/// It is charged for what it uses or has claimed, whichever is more. Both are totals and not differences: telling the same
/// twice changes nothing, and while a write turns from claimed into used it is charged once.
/// Threads: any.
/// </remarks>
public sealed class MemoryAccount
{
    private readonly MemoryBudget _budget;
    private readonly Lock _gate = new();
    private long _used;
    private long _claimed;

    internal MemoryAccount(MemoryBudget budget) => _budget = budget;

    /// <summary>The budget that it is part of.</summary>
    public MemoryBudget Budget => _budget;

    /// <summary>
    /// Claims memory before it is needed. Less than was claimed before gives the difference back and always succeeds.
    /// </summary>
    /// <param name="totalBytes">What the holder will use in all, what it uses already included.</param>
    /// <returns>False when the budget does not have it; the former claim then stands.</returns>
    public bool TryClaim(long totalBytes)
    {
        lock (_gate)
        {
            long more = Math.Max(_used, totalBytes) - Charged;
            if (more > 0 && !_budget.TryTake(more))
            {
                return false;
            }

            if (more < 0)
            {
                _budget.Take(more);
            }

            _claimed = totalBytes;
            return true;
        }
    }

    /// <summary>As <see cref="TryClaim"/>, but never refused: for what must go on when the budget is used up.</summary>
    public void Claim(long totalBytes)
    {
        lock (_gate)
        {
            _budget.Take(Math.Max(_used, totalBytes) - Charged);
            _claimed = totalBytes;
        }
    }

    /// <summary>Tells what the holder uses in all. Never refused: it is in use already.</summary>
    public void Use(long totalBytes)
    {
        lock (_gate)
        {
            long before = Charged;
            _budget.Use(totalBytes - _used);
            _used = totalBytes;
            _budget.Take(Charged - before);
        }
    }

    private long Charged => Math.Max(_used, _claimed);
}
