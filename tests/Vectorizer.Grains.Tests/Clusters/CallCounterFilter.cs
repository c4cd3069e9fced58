namespace Vectorizer.Grains.Tests.Clusters;

/// <summary>Tells the silo's <see cref="CallCounter"/> of every call, and fails those that <see cref="CallFaults"/> names.</summary>
public sealed class CallCounterFilter(CallCounter counter, CallFaults faults) : IIncomingGrainCallFilter
{
    public Task Invoke(IIncomingGrainCallContext context)
    {
        string grain = context.InterfaceMethod.DeclaringType!.Name;
        counter.Count(grain, context.InterfaceMethod.Name);
        faults.ThrowIfAny(grain, context.InterfaceMethod.Name);
        return context.Invoke();
    }
}
