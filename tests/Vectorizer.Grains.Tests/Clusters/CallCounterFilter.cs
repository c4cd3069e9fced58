namespace Vectorizer.Grains.Tests.Clusters;

/// <summary>Tells the silo's <see cref="CallCounter"/> of every call.</summary>
public sealed class CallCounterFilter(CallCounter counter) : IIncomingGrainCallFilter
{
    public Task Invoke(IIncomingGrainCallContext context)
    {
        counter.Count(context.InterfaceMethod.DeclaringType!.Name, context.InterfaceMethod.Name);
        return context.Invoke();
    }
}
