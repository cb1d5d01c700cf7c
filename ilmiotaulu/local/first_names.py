"""First names that are common in Finland, by which a name in a free text is recognised.

Names that are ordinary words of a table in some of the languages are left out: Jan, Maj, Per, Tor, Max, Rauha, Toivo.
"""

_NAMES = """
aada aapo aappo aarne aarni aaro aaron aarre aatu adam adele agnes agneta ahti aila aili aini aino airi aisha akseli
alan albert albin aleksander aleksandra aleksi aleksis alex alexander alexandra alfred ali alice alina alisa alma
alvar alvin amalia amanda amelia amina amir anders anette anita anitta anja anna anna-kaisa anna-liisa anna-maija
anna-mari anne anneli annette anni annika annikki annukka anssi anton antti antton ari arja armi arne arto arttu
arttur artturi arvi arvid arvo asko astrid atte august aukusti auli aulis aune aura auvo axel beatrice bengt benjamin
bertil birgit birgitta bjarne britt britta camilla carina carl carola caroline catarina cecilia charlotta charlotte
christa christel christer christian christina christine christoffer claes clara dagmar daniel daniela david dennis
ebba edith edvard edvin eelis eemeli eemi eemil eero eetu eeva eevi eija eila eili einari eino eira eivor elias eliel
eliisa elin elina eline elisa elisabet elisabeth elise ella elle ellen elli elma elmeri elmo elna elsa elsi elvi
elviira emil emilia emma emmi enni eric erica erik erika erja erkki ernesti erno esko essi ester esteri eva eveliina
evelina fanni fanny fatima felix filip frans fredrik fredrika frida gabriel georg george gerd gun gunilla gunnar
gunnel gunvor gustav göran hanna hanne hannele hannes hannu harri harry hassan heidi heikki heini heino helena helge
heli helka hellevi helmi helvi henna henni henri henrietta henriikka henrik henry herman hilda hilja hilkka hille
hillevi hilma hugo håkan ibrahim iida iina iines iiris iiro iisakki ilari ilkka ilmari ilona ilpo ilse ilta-maija inga
ingeborg inger ingmar ingrid inka inkeri irina irja irma irmeli isabella isak ismo ivan ivar jaakkima jaakko jaana
jack jacob jakob jalmari jami jani jani-petteri janika janina janita janna janne jannica jari jarkko jarmo jarno
jasmin jasper jenna jenni jennifer jenny jens jere jeremias jessica jimi jimmy joakim joel johan johanna johannes john
jonas jonatan jonathan jonna joona joonas joonatan jooseppi jorma josefiina josefin jouko jouni juha juha-matti
juha-pekka juhana juhani juho jukka jukka-pekka julia juliana julius jussi justiina juuso jyri jyrki kaapo kaarina
kaarle kaarlo kaija kaino kaisa kaisu kalervo kalevi kalle kari kari-pekka kasper kasperi katariina katarina kati
katja katri katriina kauko kauno keijo kenneth kerkko kerstin kerttu kerttuli kia kiia kim kimi kimmo kirsi kirsikka
kirsti kjell klas klaus konsta krista kristian kristiina kristina kurt kustaa kyllikki kyösti laila lara lari lars
lasse lassi laura lauri lea leena leena-maija leevi leif leila lempi lena lennart lenni leo leon leonard leonora liisa
lili lilian lilja lilli linda linnea linus lotta louise lucas ludvig lukas luukas lyyli maarit maija maija-liisa maiju
maisa maj-britt maj-lis malin manu marcus margareta margit mari maria marianna marianne mariitta marika marina marita
maritta marja marja-leena marja-liisa marjaana marjatta marjo marjukka marjut marketta markku marko markus marlene
marten martin martina martta martti mary matias matilda mats matteus matthias matti maud mauno mauri miia miika mika
mikael mikaela mikke mikko milja milka milla milo mimmi minea minka minna minttu mira miranda mirella miriam mirja
mirjam mirjami mirka mirkka miro mirva misa mohamed mohammed mona monica monika märta nadja natalia neea nella nelli
niclas nico niilo niina nikita nikke niklas niko nikolas nils nina noa noah noel noora olavi ole oleg olga oliver
olivia olle olli olof oona oscar oskar oskari osmo ossi ossian otso otto outi paavali paavo paul paula pauli pauliina
paulina peetu peik pekka pentti peppi per-erik per-olof perttu peter petra petri petter petteri pia pihla pinja pirita
piritta pirjo pirkka pirkko pontus päivi päivikki pälvi pär raakel rabbe rafael raija raili raimo raine raita rami
ramona rasmus rauli rauno rebecka rebekka reeta reetta reijo reima reino rene riikka riina riitta risto ritva robert
robin roger roi roland ronja roope roosa rosa rosanna ruben rune ruut saana saara sabina sakari saku salla salme
salomon sami sampo sampsa samu samuel samuli sanelma sanna sanni santeri santtu sara sarah sari sarita satu sauli
sebastian seija selma senja senni seppo sergei severi siim siiri silja silva simo simon sinikka siv sofia sofie
solveig sonja stefan stella sten stig stina sulo susanna susanne svante sven svetlana sylvi sylvia säde taavi taina
taisto tanja tapani tapio taru tatiana tatu tauno teemu teija tellervo tenho terhi tero terttu teuvo theo thomas tia
tiia tiina tiitus tilda tilma timo tinja tino tobias toini tom tomas tomi tommi topi topias torbjörn torsten tove tua
tuija tuire tuomas tuomo tuovi tuula tuuli tuulikki tuure tytti tyyne ulf ulla ulla-maija ulrika urho urpo ursula
valtteri vanessa vappu-maija vasili veera veeti veijo veikko veli veli-matti venla verneri veronica veronika vesa
vieno viivi vikke viktor viktoria vilhelm vilhelmiina vilho viljami viljo ville ville-matti vilma viola viveka väinämö
väinö walter wilhelm william wilma yrjö yusuf åke åsa örjan
"""
FIRST_NAMES = frozenset(_NAMES.split())
