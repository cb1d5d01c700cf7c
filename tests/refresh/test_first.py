def test_x(house):
    import time
    t=time.time(); o=house.refresh(); print(o.state, time.time()-t, len(house.publishers.requests), o.observations)
    print([ (f.kind,f.indicator) for f in o.findings if f.severity=='stop'])
    t=time.time(); o=house.refresh(); print(o.state, time.time()-t, len(house.publishers.requests))
def test_y(tiny_house):
    import time
    t=time.time(); o=tiny_house.refresh(); print(o.state, time.time()-t, len(tiny_house.publishers.requests), o.observations)
    t=time.time(); r=tiny_house.run("refresh"); print(r, time.time()-t)
def test_z(tiny_house, command):
    print(command(tiny_house,"refresh"), command(tiny_house, "releases"), command(tiny_house,"refresh","--help"))
